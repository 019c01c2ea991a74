package dev.caravan.source.kafka;

import com.fasterxml.jackson.core.JsonGenerator;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.dataformat.csv.CsvFactory;
import com.fasterxml.jackson.dataformat.csv.CsvParser;
import com.fasterxml.jackson.dataformat.csv.CsvSchema;
import dev.caravan.source.http.JsonRows;
import java.io.IOException;
import java.util.List;

/** A value that is one record of delimited text (RFC 4180). Its fields are texts; one that is empty, without quotes, is null. */
final class CsvValue implements ValueReader {
  private final CsvFactory factory = new CsvFactory();
  private final CsvSchema schema;

  /** @param columns names of the fields, in their order */
  CsvValue(List<String> columns, char delimiter) {
    CsvSchema.Builder builder = CsvSchema.builder().setColumnSeparator(delimiter);
    columns.forEach(builder::addColumn);
    this.schema = builder.build();
    factory.enable(CsvParser.Feature.FAIL_ON_MISSING_COLUMNS);
    factory.enable(CsvParser.Feature.EMPTY_UNQUOTED_STRING_AS_NULL);
  }

  @Override
  public void write(byte[] bytes, int from, JsonGenerator out) throws IOException, UnreadableValue {
    try (CsvParser parser = factory.createParser(bytes, from, bytes.length - from)) {
      parser.setSchema(schema);
      if (parser.nextToken() != JsonToken.START_OBJECT) {
        throw new UnreadableValue("no record of " + schema.size() + " fields");
      }
      JsonRows.copy(parser, out);
      if (parser.nextToken() != null) {
        throw new UnreadableValue("more than one record");
      }
    } catch (IOException e) {
      throw new UnreadableValue(e.getMessage().lines().findFirst().orElse("no delimited text"), e);
    }
  }
}
