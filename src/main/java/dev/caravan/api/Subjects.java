package dev.caravan.api;

import java.util.Map;
import java.util.TreeMap;

/** What a call is about, for the audit: never what a record holds. */
final class Subjects {
  private static final int LONGEST = 300;

  private Subjects() {}

  static String of(Call call) {
    Map<String, String> parameters = new TreeMap<>(call.parameters());
    String about = parameters.isEmpty() ? "" : " " + String.join(" ", parameters.values());
    String subject = call.operation().id() + about.replaceAll("\\p{C}", "�");
    return subject.length() <= LONGEST ? subject : subject.substring(0, LONGEST) + "…";
  }
}
