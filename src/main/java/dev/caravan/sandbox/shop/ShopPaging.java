package dev.caravan.sandbox.shop;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;
import dev.caravan.sandbox.http.Request;
import java.nio.charset.StandardCharsets;
import java.time.OffsetDateTime;
import java.time.format.DateTimeParseException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Serves records in pages, by the way to page that the path names. */
final class ShopPaging {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final int STANDARD_LIMIT = 50;
  private static final int MOST = 250;
  private static final Set<String> WITH_CURSOR = Set.of("limit", "fields", "page_info", "api_key");

  private ShopPaging() {}

  static Reply page(String style, String resource, List<ObjectNode> records, Request request) {
    Optional<Integer> limit = number(request, "limit", STANDARD_LIMIT);
    if (limit.isEmpty() || limit.get() < 1 || limit.get() > MOST) {
      return refused("limit requires a number from 1 to " + MOST);
    }
    Optional<String> since = request.parameter("updated_at_min");
    if (since.filter(text -> !isTime(text)).isPresent()) {
      return refused("updated_at_min requires a time such as 2026-01-31T08:00:00Z");
    }
    List<ObjectNode> all = since(records, since.orElse(""));
    return switch (style) {
      case "link" -> byLink(resource, records, request, limit.get());
      case "offset" -> byOffset(all, request, limit.get());
      case "page" -> byPage(all, request, limit.get());
      case "cursor" -> byCursor(all, request, limit.get());
      default -> Reply.of(404, "application/json", "{\"errors\":\"Not Found\"}");
    };
  }

  // The next page is behind a link in a header; its cursor is opaque and tolerates no other filter.
  private static Reply byLink(String resource, List<ObjectNode> records, Request request, int limit) {
    Optional<String> cursor = request.parameter("page_info");
    if (cursor.isPresent() && request.parameters().stream().anyMatch(parameter -> !WITH_CURSOR.contains(parameter.name()))) {
      return refused("page_info tolerates limit and fields only");
    }
    String[] decoded = cursor.map(ShopPaging::decoded).orElseGet(() -> "0 " + request.parameter("updated_at_min").orElse("")).split(" ", 2);
    if (!decoded[0].matches("[0-9]{1,9}")) {
      return refused("page_info is not one of this shop's");
    }
    int from = Integer.parseInt(decoded[0]);
    String since = decoded.length > 1 ? decoded[1] : "";
    List<ObjectNode> all = since(records, since);
    ObjectNode body = JSON.createObjectNode();
    body.putArray(resource).addAll(slice(all, from, limit));
    List<String> links = new ArrayList<>();
    if (from > 0) {
      links.add(link(request, Math.max(0, from - limit), since, limit, "previous"));
    }
    if (from + limit < all.size()) {
      links.add(link(request, from + limit, since, limit, "next"));
    }
    Reply reply = Reply.json(body.toString());
    return links.isEmpty() ? reply : reply.with("Link", String.join(", ", links));
  }

  private static String link(Request request, int from, String since, int limit, String relation) {
    return "<" + request.url() + "?limit=" + limit + "&page_info=" + encoded(from + " " + since) + ">; rel=\"" + relation + '"';
  }

  private static Reply byOffset(List<ObjectNode> all, Request request, int limit) {
    Optional<Integer> offset = number(request, "offset", 0);
    if (offset.isEmpty()) {
      return refused("offset requires a number");
    }
    ObjectNode body = JSON.createObjectNode().put("total", all.size()).put("offset", offset.get());
    body.putArray("items").addAll(slice(all, offset.get(), limit));
    return Reply.json(body.toString());
  }

  private static Reply byPage(List<ObjectNode> all, Request request, int limit) {
    Optional<Integer> page = number(request, "page", 1).filter(number -> number > 0);
    if (page.isEmpty()) {
      return refused("page requires a number from 1");
    }
    ObjectNode body = JSON.createObjectNode();
    body.putObject("meta").put("page", page.get()).put("pages", (all.size() + limit - 1) / limit);
    body.putArray("data").addAll(slice(all, (page.get() - 1) * limit, limit));
    return Reply.json(body.toString());
  }

  private static Reply byCursor(List<ObjectNode> all, Request request, int limit) {
    String cursor = request.parameter("cursor").map(ShopPaging::decoded).orElse("0");
    if (!cursor.matches("[0-9]{1,9}")) {
      return refused("cursor is not one of this shop's");
    }
    int from = Integer.parseInt(cursor);
    boolean more = from + limit < all.size();
    ObjectNode body = JSON.createObjectNode().put("has_more", more).put("next_cursor", more ? encoded(Integer.toString(from + limit)) : null);
    body.putArray("data").addAll(slice(all, from, limit));
    return Reply.json(body.toString());
  }

  private static boolean isTime(String text) {
    try {
      OffsetDateTime.parse(text);
      return true;
    } catch (DateTimeParseException e) {
      return false;
    }
  }

  // As instants: the offset of the shop changes with the season.
  private static List<ObjectNode> since(List<ObjectNode> records, String since) {
    if (since.isEmpty()) {
      return records;
    }
    OffsetDateTime from = OffsetDateTime.parse(since);
    return records.stream().filter(each -> !OffsetDateTime.parse(each.path("updated_at").asText()).isBefore(from)).toList();
  }

  private static ArrayNode slice(List<ObjectNode> all, int from, int limit) {
    ArrayNode items = JSON.createArrayNode();
    all.stream().skip(from).limit(limit).forEach(items::add);
    return items;
  }

  private static Optional<Integer> number(Request request, String name, int standard) {
    String text = request.parameter(name).orElse(Integer.toString(standard));
    return text.matches("[0-9]{1,7}") ? Optional.of(Integer.valueOf(text)) : Optional.empty();
  }

  private static String encoded(String text) {
    return Base64.getUrlEncoder().withoutPadding().encodeToString(text.getBytes(StandardCharsets.UTF_8));
  }

  private static String decoded(String text) {
    try {
      return new String(Base64.getUrlDecoder().decode(text), StandardCharsets.UTF_8);
    } catch (IllegalArgumentException e) {
      return "";
    }
  }

  private static Reply refused(String what) {
    return Reply.of(400, "application/json", JSON.createObjectNode().put("errors", what).toString());
  }
}
