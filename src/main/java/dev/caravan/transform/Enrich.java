package dev.caravan.transform;

import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Problems;
import dev.caravan.batch.Batch;
import dev.caravan.batch.Column;
import dev.caravan.batch.Reference;
import dev.caravan.batch.References;
import dev.caravan.batch.Stage;
import dev.caravan.batch.Type;
import java.util.ArrayList;
import java.util.Collection;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Looks columns up in reference data and calculates columns. Immutable; every mistake in the
 * configuration is told when it is built.
 */
public final class Enrich {
  private static final Pattern TYPED = Pattern.compile("(.*\\S)\\s+as\\s+([a-z]+(?: with time zone)?\\s*(?:\\([\\d\\s,]*\\))?)", Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  private final List<Stage> stages = new ArrayList<>();

  /** @throws dev.caravan.CaravanException with every mistake in the parameters */
  public Enrich(EnrichConfig config, References references) {
    Problems problems = new Problems();
    boolean joins = present(config.with());
    if (joins) {
      join(config, references, problems);
    } else if (present(config.on()) || present(config.take())) {
      refuse("with", "reference data to look up in", "nothing", problems);
    }
    List<Stage.Derived> calculated = calculated(config.calculate(), problems);
    if (!joins && calculated.isEmpty() && problems.isEmpty()) {
      refuse("with", "reference data (with, on, take) or columns to calculate", "neither", problems);
    }
    refuseReserved("calculate", calculated.stream().map(Stage.Derived::column).toList(), problems);
    problems.throwIfAny();
    stages.addAll(calculated);
  }

  public Batch apply(Batch batch) {
    Batch enriched = batch;
    for (Stage stage : stages) {
      enriched = enriched.with(stage);
    }
    return enriched;
  }

  private void join(EnrichConfig config, References references, Problems problems) {
    Map<String, String> on = sameOrPair(config.on(), "on", "column or column=reference column", problems);
    Map<String, String> take = sameOrPair(config.take(), "take", "reference column or reference column=new name", problems);
    if (on.isEmpty()) {
      refuse("on", "the columns to match, such as currency or currency=code", "nothing", problems);
    }
    refuseReserved("take", take.values(), problems);
    Optional<Stage.MissingKey> missing = missing(config.missing(), problems);
    if (problems.isEmpty()) {
      String with = config.with().strip();
      Reference reference = present(config.contract()) ? references.find(with, config.contract().strip()) : references.find(with);
      if (config.latest()) {
        reference = reference.latest(List.copyOf(on.values()));
      }
      stages.add(new Stage.Joined(reference, on, take, missing.orElseThrow()));
    }
  }

  private static Map<String, String> sameOrPair(String text, String parameter, String form, Problems problems) {
    Map<String, String> pairs = new LinkedHashMap<>();
    for (String part : CompactText.parts(text)) {
      if (CompactText.split(part, '=').size() == 1) {
        pairs.put(CompactText.unescape(part), CompactText.unescape(part));
      } else {
        CompactText.pairs(part, parameter, form, problems)
            .forEach((from, to) -> pairs.put(CompactText.unescape(from), CompactText.unescape(to)));
      }
    }
    return pairs;
  }

  private static Optional<Stage.MissingKey> missing(String word, Problems problems) {
    List<String> valid = List.of("keep", "reject", "filter");
    String policy = word == null ? "" : word.strip().toLowerCase(Locale.ROOT);
    if (!valid.contains(policy)) {
      problems.add(
          Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter missing cannot be used")
              .required("keep, reject or filter", word)
              .next(Nearest.hint(policy, valid)));
      return Optional.empty();
    }
    return Optional.of(Stage.MissingKey.valueOf(policy.toUpperCase(Locale.ROOT)));
  }

  private static List<Stage.Derived> calculated(String text, Problems problems) {
    List<Stage.Derived> columns = new ArrayList<>();
    for (String part : CompactText.parts(text)) {
      int equals = part.indexOf('=');
      String column = equals < 0 ? "" : part.substring(0, equals).strip();
      String expression = part.substring(equals + 1).strip();
      if (!column.matches("[\\p{L}_][\\p{L}\\p{N}_]*") || expression.isEmpty()) {
        refuse("calculate", "column = expression, optionally: as TYPE", "'" + part + "'", problems);
        continue;
      }
      Type type = null;
      Matcher typed = TYPED.matcher(expression);
      if (typed.matches()) {
        expression = typed.group(1);
        type = Type.parse(typed.group(2)).orElse(null);
        if (type == null) {
          refuse("calculate", "a type such as DECIMAL(18,2), BIGINT, VARCHAR, DATE", typed.group(2), problems);
        }
      }
      SqlExpression.check("calculate", expression, problems);
      columns.add(new Stage.Derived(column, expression, type));
    }
    return columns;
  }

  private static void refuseReserved(String parameter, Collection<String> columns, Problems problems) {
    columns.stream()
        .filter(Column::reserved)
        .forEach(column -> refuse(parameter, "a name that Caravan does not compute with itself", "'" + column + "'", problems));
  }

  private static boolean present(String text) {
    return text != null && !text.isBlank();
  }

  private static void refuse(String parameter, String required, String got, Problems problems) {
    problems.add(Problem.of(ErrorCode.KAMELET_PARAMETER, null, "parameter " + parameter + " cannot be used").required(required, got));
  }
}
