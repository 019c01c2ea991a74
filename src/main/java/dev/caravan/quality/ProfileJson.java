package dev.caravan.quality;

import com.fasterxml.jackson.annotation.JsonAutoDetect;
import com.fasterxml.jackson.annotation.PropertyAccessor;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.SerializationFeature;

/** A profile as JSON, field by field as the records have them. */
public final class ProfileJson {
  private static final ObjectMapper JSON =
      new ObjectMapper()
          .setVisibility(PropertyAccessor.IS_GETTER, JsonAutoDetect.Visibility.NONE)
          .configure(SerializationFeature.ORDER_MAP_ENTRIES_BY_KEYS, true);

  private ProfileJson() {}

  public static String write(Profile profile) {
    return text(profile, true);
  }

  static String write(Profile profile, boolean pretty) {
    return text(profile, pretty);
  }

  static String write(ColumnProfile column) {
    return text(column, false);
  }

  private static String text(Object value, boolean pretty) {
    try {
      return pretty ? JSON.writerWithDefaultPrettyPrinter().writeValueAsString(value) : JSON.writeValueAsString(value);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("records always have a text", e);
    }
  }

  static ColumnProfile column(String json) {
    return read(json, ColumnProfile.class);
  }

  static Profile profile(String json) {
    return read(json, Profile.class);
  }

  private static <T> T read(String json, Class<T> type) {
    try {
      return JSON.readValue(json, type);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("a kept profile cannot be read: " + e.getOriginalMessage(), e);
    }
  }
}
