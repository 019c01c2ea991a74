package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.source.http.HttpReply;
import dev.caravan.source.http.HttpRequest;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Lists and opens the records of one type. Thread-safe. */
final class RecordService {
  /** ids of the largest page there is */
  static final int PAGE = 1000;

  private static final ObjectMapper JSON = new ObjectMapper();
  private static final String PATH = "/services/rest/record/v1/";
  private static final int NOT_FOUND = 404;

  private final AccountCalls calls;
  private final String type;
  private final boolean expand;

  /** @param expand whether sublists come with their lines */
  RecordService(AccountCalls calls, String type, boolean expand) {
    this.calls = calls;
    this.type = type;
    this.expand = expand;
  }

  /** @param whole whether these are all; a list has no order, so that a second page could repeat and leave out any */
  record Ids(List<Long> ids, boolean whole) {}

  /**
   * Ids of the records that a filter lets through.
   *
   * @param filter blank for all
   * @throws CaravanException NETSUITE_QUERY, NETSUITE_TABLE, HTTP_REFUSED and those of calls
   */
  Ids ids(String filter, int limit) {
    HttpRequest request = HttpRequest.get(calls.account().address(PATH + type)).with("limit", Integer.toString(limit)).with("offset", "0");
    HttpReply reply = calls.send(filter.isBlank() ? request : request.with("q", filter));
    if (!reply.ok()) {
      throw NetSuiteErrors.of(reply, "the list of " + type + (filter.isBlank() ? "" : " with " + filter));
    }
    try {
      JsonNode page = JSON.readTree(reply.body());
      List<Long> ids = new ArrayList<>();
      for (JsonNode item : page.path("items")) {
        ids.add(Long.valueOf(item.path("id").asText()));
      }
      return new Ids(ids, !page.path("hasMore").asBoolean());
    } catch (IOException | NumberFormatException e) {
      throw new CaravanException(ErrorCode.HTTP_REPLY, "The list of " + type + " cannot be read: " + e.getMessage(), e);
    }
  }

  /**
   * One record as it was sent.
   *
   * @return empty when it is gone by now
   * @throws CaravanException HTTP_REFUSED, NETSUITE_QUERY when it may not be opened, and those of calls
   */
  Optional<byte[]> record(long id) {
    HttpRequest request = HttpRequest.get(calls.account().address(PATH + type + "/" + id));
    HttpReply reply = calls.send(expand ? request.with("expandSubResources", "true") : request);
    if (reply.status() == NOT_FOUND) {
      return Optional.empty();
    }
    if (!reply.ok()) {
      throw NetSuiteErrors.of(reply, type + " " + id);
    }
    return Optional.of(reply.body());
  }
}
