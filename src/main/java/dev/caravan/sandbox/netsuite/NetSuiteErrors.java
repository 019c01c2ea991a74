package dev.caravan.sandbox.netsuite;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import dev.caravan.sandbox.http.Reply;

/** The bodies by which an account refuses. Thread-safe. */
final class NetSuiteErrors {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final NetSuiteBehaviour behaviour;

  NetSuiteErrors(NetSuiteBehaviour behaviour) {
    this.behaviour = behaviour;
  }

  /** A request that is wrong in one parameter of its URL or body. */
  Reply parameter(String parameter, String detail) {
    return error(400, "Bad Request", "INVALID_PARAMETER", detail, "o:errorQueryParam", parameter);
  }

  Reply request(String detail) {
    return error(400, "Bad Request", "INVALID_REQUEST", detail, null, null);
  }

  Reply header(String header, String detail) {
    return error(400, "Bad Request", "INVALID_HEADER", detail, "o:errorHeader", header);
  }

  Reply missing() {
    return error(404, "Not Found", "NONEXISTENT_ID", "Record does not exist.", null, null);
  }

  Reply noPath(String path) {
    return error(404, "Not Found", "INVALID_URL", "The URL " + path + " leads nowhere.", null, null);
  }

  Reply method() {
    return error(405, "Method Not Allowed", "INVALID_METHOD", "The method is not allowed on this URL.", null, null);
  }

  Reply permission() {
    return error(403, "Forbidden", "INSUFFICIENT_PERMISSION", "Permission Violation: the role lacks a permission for this record.", null, null);
  }

  Reply user(String detail) {
    return error(400, "Bad Request", "USER_ERROR", detail, null, null);
  }

  /** The same for every cause: callers learn nothing. */
  Reply login() {
    return error(
        401, "Unauthorized", "INVALID_LOGIN",
        "Invalid login attempt. For more details, see the Login Audit Trail in the NetSuite UI at Setup > Users/Roles > User Management > View Login Audit Trail.",
        null, null);
  }

  Reply bearer(String realm) {
    return login().with("WWW-Authenticate", "Bearer realm=\"" + realm + "\", error=\"invalid_token\", error_description=\"Invalid login attempt.\"");
  }

  Reply malformedBearer(String realm) {
    return request("The access token is malformed.").with("WWW-Authenticate", "Bearer realm=\"" + realm + "\", error=\"invalid_request\"");
  }

  Reply tooMany() {
    return error(429, "Bad Request", "CONCURRENCY_LIMIT_EXCEEDED", "Concurrent request limit exceeded. Request blocked.", null, null);
  }

  Reply server(int status) {
    return error(status, "Internal Server Error", "UNEXPECTED_ERROR", "An unexpected error occurred. Error ID: m7x2k" + status, null, null);
  }

  private Reply error(int status, String title, String code, String detail, String placeKey, String place) {
    ObjectNode body = JSON.createObjectNode();
    body.put("type", link(status));
    body.put("title", title);
    body.put("status", status);
    if (behaviour.is(NetSuiteSwitch.OUTER_ERROR_CODE, "yes")) {
      body.put("o:errorCode", status == 429 ? "USER_ERROR" : code);
    }
    ObjectNode problem = body.putArray("o:errorDetails").addObject().put("detail", detail);
    if (placeKey != null) {
      problem.put(placeKey, place);
    }
    problem.put("o:errorCode", code);
    return Reply.of(status, contentType(), body.toString());
  }

  private String contentType() {
    return switch (behaviour.text(NetSuiteSwitch.ERROR_CONTENT_TYPE)) {
      case "json" -> "application/json; charset=UTF-8";
      case "text" -> "text/plain; charset=UTF-8";
      default -> "application/vnd.oracle.resource+json; type=error; charset=UTF-8";
    };
  }

  private String link(int status) {
    int section = status >= 500 ? 6 : 5;
    int subsection = status % 100 + 1;
    return behaviour.is(NetSuiteSwitch.ERROR_TYPE_LINK, "w3")
        ? "https://www.w3.org/Protocols/rfc2616/rfc2616-sec10.html#sec10." + (section - 1) + "." + subsection
        : "https://www.rfc-editor.org/rfc/rfc9110.html#section-15." + section + "." + subsection;
  }
}
