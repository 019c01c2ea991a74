package dev.caravan.runtime.lint;

import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;

/** Compares references to beans with the beans there are. */
final class BeanCheck {
  private static final Pattern NAME = Pattern.compile("[\\w$]+(\\.[\\w$]+)*");

  private final Set<String> beans;
  private final Findings findings;

  /** @param beans of all files, and those the runtime brings */
  BeanCheck(Set<String> beans, Findings findings) {
    this.beans = beans;
    this.findings = findings;
  }

  void check(RouteParts parts) {
    for (RouteParts.BeanUse use : parts.beanUses) {
      String name = use.name();
      if (!name.contains("{{") && !name.contains("${") && !beans.contains(name) && !parts.beans.contains(name) && !isClass(name)) {
        Set<String> valid = new TreeSet<>(beans);
        valid.addAll(parts.beans);
        findings.add(LintRule.BEAN_UNKNOWN, use.place(), "there is no bean '" + name + "'", "the name of a bean", "'" + name + "'",
            valid.isEmpty() ? "Declare it below '- beans:'." : DslCheck.nearest(name, valid));
      }
    }
  }

  /** Looks for classes that are named and not there. */
  void classes(RouteParts parts) {
    for (Yaml.Scalar use : parts.classUses) {
      String name = use.text().replaceFirst("^#class:", "").replaceFirst("\\(.*", "").strip();
      if (NAME.matcher(name).matches() && !isClass(name)) {
        findings.add(LintRule.CLASS_UNKNOWN, use.place(), "there is no class '" + name + "'", "the name of a class on the class path", use.kind(), null);
      }
    }
  }

  // A bean may also be named by its class.
  private static boolean isClass(String name) {
    if (!name.contains(".")) {
      return false;
    }
    try {
      Class.forName(name, false, BeanCheck.class.getClassLoader());
      return true;
    } catch (ClassNotFoundException | LinkageError e) {
      return false;
    }
  }
}
