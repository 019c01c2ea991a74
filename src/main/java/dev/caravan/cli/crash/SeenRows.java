package dev.caravan.cli.crash;

import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.apache.kafka.clients.consumer.ConsumerRecord;
import org.apache.kafka.common.header.Header;

/** Rows as a reader sees them, each as text with how often it is there, without what is of one landing only. */
final class SeenRows {
  /** Columns whose values are the time of landing. */
  private static final Set<String> TIMES = Set.of("valid_from", "valid_to");
  /** What Kafka's protocol binding says of an event in headers, but for its id, which belongs to a batch. */
  private static final Set<String> OF_EVENTS = Set.of("ce_type", "ce_source", "ce_subject", "ce_time", "ce_dataschema");
  private static final String STRUCTURED = "application/cloudevents";
  private static final ObjectMapper JSON = new ObjectMapper();

  private SeenRows() {}

  /** @param relation that can be selected from */
  static Map<String, Long> of(Connection connection, String relation) throws SQLException {
    Map<String, Long> counted = new TreeMap<>();
    try (Statement statement = connection.createStatement();
        ResultSet rows = statement.executeQuery("SELECT * FROM " + relation)) {
      while (rows.next()) {
        List<String> cells = new ArrayList<>();
        for (int i = 1; i <= rows.getMetaData().getColumnCount(); i++) {
          if (!TIMES.contains(rows.getMetaData().getColumnLabel(i))) {
            cells.add(rows.getString(i));
          }
        }
        counted.merge(cells.toString(), 1L, Long::sum);
      }
    }
    return counted;
  }

  static Map<String, Long> of(List<ConsumerRecord<byte[], byte[]>> messages) {
    Map<String, Long> counted = new TreeMap<>();
    messages.forEach(message -> counted.merge(cells(message).toString(), 1L, Long::sum));
    return counted;
  }

  private static List<String> cells(ConsumerRecord<byte[], byte[]> message) {
    List<String> cells = new ArrayList<>(List.of(text(message.key())));
    boolean structured = false;
    for (Header header : message.headers()) {
      if (OF_EVENTS.contains(header.key())) {
        cells.add(header.key() + "=" + text(header.value()));
      }
      structured |= header.key().equals("content-type") && text(header.value()).startsWith(STRUCTURED);
    }
    cells.add(structured ? withoutId(message.value()) : text(message.value()));
    return cells;
  }

  private static String withoutId(byte[] event) {
    try {
      return ((ObjectNode) JSON.readTree(event)).without("id").toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static String text(byte[] bytes) {
    return bytes == null ? "none" : new String(bytes, StandardCharsets.UTF_8);
  }
}
