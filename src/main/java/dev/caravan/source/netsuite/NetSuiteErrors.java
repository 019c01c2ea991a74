package dev.caravan.source.netsuite;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.source.http.HttpReply;
import java.io.IOException;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What NetSuite says when it refuses a call, as a problem with a next move. */
final class NetSuiteErrors {
  private static final ObjectMapper JSON = new ObjectMapper();
  private static final Pattern TABLE = Pattern.compile("Record '([^']*)' was not found|Invalid search type: ([^\\s.]+)");
  private static final Pattern COLUMN = Pattern.compile("Unknown identifier '([^']*)'");
  private static final Pattern DATE = Pattern.compile("Parse of date/time .*|Unparseable date.*");

  private NetSuiteErrors() {}

  /** One refusal as NetSuite words it. */
  record Refusal(String code, String detail) {
    static Refusal of(HttpReply reply) {
      try {
        JsonNode json = JSON.readTree(reply.body());
        JsonNode first = json.path("o:errorDetails").path(0);
        String code = first.path("o:errorCode").asText(json.path("o:errorCode").asText(""));
        return new Refusal(code, first.path("detail").asText(json.path("title").asText(reply.excerpt())));
      } catch (IOException e) {
        return new Refusal("", reply.excerpt());
      }
    }
  }

  /** @param what was called, for the message: a query, a record */
  static CaravanException of(HttpReply reply, String what) {
    Refusal refusal = Refusal.of(reply);
    String told = reply.status() + " " + refusal.code() + ": " + refusal.detail();
    Matcher table = TABLE.matcher(refusal.detail());
    if (table.find()) {
      String name = table.group(1) == null ? table.group(2) : table.group(1);
      return problem(ErrorCode.NETSUITE_TABLE, what, told, "Either there is no table '" + name + "', or the role of the token may not see it: check the spelling, then the role's permissions (Setup > Users/Roles > Manage Roles).");
    }
    Matcher column = COLUMN.matcher(refusal.detail());
    if (column.find()) {
      return problem(ErrorCode.NETSUITE_QUERY, what, told, "There is no column '" + column.group(1) + "', or the role may not see it (a feature may be off): the message lists what can be named.");
    }
    if (DATE.matcher(refusal.detail()).find()) {
      return problem(ErrorCode.NETSUITE_QUERY, what, told, "The text is no date in the format of the token's user: name the format in the query by TO_DATE(…, 'YYYY-MM-DD').");
    }
    if (refusal.detail().contains("Invalid or unsupported search")) {
      return problem(
          ErrorCode.NETSUITE_QUERY, what, told,
          "NetSuite does not say what it minds. Often it is a date written as a text (say its format by TO_DATE('…', 'YYYY-MM-DD')) or a function that SuiteQL does not have: take conditions and columns away until it is taken.");
    }
    if (reply.status() == 403 || refusal.code().equals("INSUFFICIENT_PERMISSION")) {
      return problem(ErrorCode.HTTP_REFUSED, what, told, "Give the role of the token the permission: SuiteAnalytics Workbook and REST Web Services, and those of the tables.");
    }
    ErrorCode code = reply.status() == 400 ? ErrorCode.NETSUITE_QUERY : ErrorCode.HTTP_REFUSED;
    return problem(code, what, told, null);
  }

  private static CaravanException problem(ErrorCode code, String what, String told, String next) {
    return new CaravanException(Problem.of(code, null, "NetSuite refuses " + what).required("a reply", told).next(next));
  }
}
