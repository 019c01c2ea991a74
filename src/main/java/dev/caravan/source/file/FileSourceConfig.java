package dev.caravan.source.file;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.batch.SegmentOptions;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * What the parameters of {@code kamelet:file-source} say; {@link FileSource} reads it. null and blank
 * mean "find out" for what describes a file.
 */
public final class FileSourceConfig {
  private static final Pattern DURATION = Pattern.compile("(\\d{1,9})\\s*(ms|s|m|h)");

  private String flow;
  private String path;
  private boolean recursive;
  private String format;
  private String encoding;
  private String delimiter;
  private String quote;
  private String escape;
  private String header;
  private String skipLines;
  private Duration settle = Duration.ofSeconds(2);
  private List<String> after = List.of();

  public String flow() {
    return flow;
  }

  /** Id of the route the source feeds. */
  public FileSourceConfig setFlow(String flow) {
    this.flow = flow;
    return this;
  }

  public String path() {
    return path;
  }

  /** A folder, a file, or a glob such as {@code inbox/*.csv}; relative to the working directory. */
  public FileSourceConfig setPath(String path) {
    this.path = path;
    return this;
  }

  public boolean recursive() {
    return recursive;
  }

  /** Whether folders below the folder are searched too; a glob says that itself with {@code **}. */
  public FileSourceConfig setRecursive(boolean recursive) {
    this.recursive = recursive;
    return this;
  }

  public FileSourceConfig setFormat(String format) {
    this.format = format;
    return this;
  }

  public FileSourceConfig setEncoding(String encoding) {
    this.encoding = encoding;
    return this;
  }

  public FileSourceConfig setDelimiter(String delimiter) {
    this.delimiter = delimiter;
    return this;
  }

  public FileSourceConfig setQuote(String quote) {
    this.quote = quote;
    return this;
  }

  public FileSourceConfig setEscape(String escape) {
    this.escape = escape;
    return this;
  }

  /** true, false, or blank to find out. */
  public FileSourceConfig setHeader(String header) {
    this.header = header;
    return this;
  }

  public FileSourceConfig setSkipLines(String skipLines) {
    this.skipLines = skipLines;
    return this;
  }

  public Duration settle() {
    return settle;
  }

  /** How long a file must have stood unchanged: {@code 2s}. */
  public FileSourceConfig setSettle(String settle) {
    Matcher matcher = DURATION.matcher(settle.strip());
    if (!matcher.matches()) {
      throw bad("settle", "a duration with its unit, such as 2s", settle);
    }
    long amount = Long.parseLong(matcher.group(1));
    this.settle =
        switch (matcher.group(2)) {
          case "ms" -> Duration.ofMillis(amount);
          case "s" -> Duration.ofSeconds(amount);
          case "m" -> Duration.ofMinutes(amount);
          default -> Duration.ofHours(amount);
        };
    return this;
  }

  public List<String> after() {
    return after;
  }

  /** Ids of flows whose first pass must be over, separated by commas. */
  public FileSourceConfig setAfter(String after) {
    this.after = Arrays.stream(after.split(",")).map(String::strip).filter(name -> !name.isEmpty()).toList();
    return this;
  }

  /** What the integrator said about the files. */
  public SegmentOptions segmentOptions() {
    return new SegmentOptions(given(format), given(encoding), given(delimiter), given(quote), given(escape), yesOrNo(), lines());
  }

  private Boolean yesOrNo() {
    String text = given(header);
    if (text == null) {
      return null;
    }
    return switch (text) {
      case "true" -> true;
      case "false" -> false;
      default -> throw bad("header", "true or false", text);
    };
  }

  private Integer lines() {
    String text = given(skipLines);
    if (text == null) {
      return null;
    }
    if (!text.matches("\\d{1,9}")) {
      throw bad("skipLines", "a whole number of at least 0", text);
    }
    return Integer.valueOf(text);
  }

  // A delimiter may be white space; only the empty text means that nothing was said.
  private static String given(String text) {
    return text == null || text.isEmpty() ? null : text;
  }

  private CaravanException bad(String parameter, String required, String got) {
    return new CaravanException(
        Problem.of(ErrorCode.KAMELET_PARAMETER, null, "Parameter '" + parameter + "' of file-source cannot be read")
            .required(required, "'" + got + "'"));
  }
}
