package dev.caravan.runtime.lint;

import java.util.Optional;
import org.apache.camel.catalog.LanguageValidationResult;
import org.apache.camel.tooling.model.EipModel;

/** Has Camel read the expressions in its own language Simple, which stop the start when they cannot be read. */
final class SimpleCheck {
  private final CamelParts camel;
  private final Findings findings;

  SimpleCheck(CamelParts camel, Findings findings) {
    this.camel = camel;
    this.findings = findings;
  }

  /** @param element with an expression directly below it, or below its key {@code expression} */
  void check(Yaml.Mapping element, EipModel eip) {
    for (EipModel.EipOptionModel option : eip.getOptions()) {
      if (option.getKind().equals("expression")) {
        Yaml.Mapping holder = element.mapping(option.getName()).orElse(option.getName().equals("expression") ? element : null);
        if (holder != null) {
          text(holder).ifPresent(text -> read(text, option.isAsPredicate()));
        }
      }
    }
  }

  private static Optional<Yaml.Scalar> text(Yaml.Mapping holder) {
    return holder.scalar("simple").or(() -> holder.mapping("simple").flatMap(simple -> simple.scalar("expression")));
  }

  private void read(Yaml.Scalar scalar, boolean predicate) {
    if (scalar.text().contains("{{") || scalar.isNull()) {
      return;
    }
    ClassLoader loader = SimpleCheck.class.getClassLoader();
    LanguageValidationResult result =
        predicate ? camel.catalog().validateLanguagePredicate(loader, "simple", scalar.text()) : camel.catalog().validateLanguageExpression(loader, "simple", scalar.text());
    if (!result.isSuccess()) {
      String reason = Optional.ofNullable(result.getShortError()).orElse(result.getError()).strip();
      findings.add(LintRule.EIP_VALUE, scalar.at(Math.max(0, result.getIndex())), "this is not Simple: " + reason,
          predicate ? "a condition such as ${header.kind} == 'order'" : "text with parts such as ${body}", scalar.kind(), null);
    }
  }
}
