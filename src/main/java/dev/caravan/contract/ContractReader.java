package dev.caravan.contract;

import com.fasterxml.jackson.databind.JsonNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Problems;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Reads one contract and tells everything that is wrong with it at once. Stateless. */
public final class ContractReader {
  private static final Pattern VERSION = Pattern.compile("v(3\\.[012])\\.\\d+");

  private ContractReader() {}

  /**
   * Reads a file; messages and the contract's reference name it by its path.
   *
   * @throws CaravanException FILE_NOT_FOUND, or as {@link #read(String, String, String)}
   */
  public static Contract read(Path file) {
    return read(file.toString(), file.toString(), content(file));
  }

  /**
   * Reads a contract and makes sure that all of it can be compiled.
   *
   * @param reference how routes name it
   * @param file how messages name it
   * @throws CaravanException CONTRACT_SYNTAX, CONTRACT_VERSION, CONTRACT_SCHEMA,
   *     CONTRACT_UNKNOWN_KEY, CONTRACT_NAME, CONTRACT_TYPE, CONTRACT_RULE; every problem is in it
   */
  public static Contract read(String reference, String file, String text) {
    YamlDocument document = YamlDocument.read(file, text);
    Problems problems = new Problems();
    ConformingPart part = OdcsSchema.of(version(document, problems)).conforming(document);
    problems.addAll(part.refused());
    Problems found = new Problems();
    Contract contract = new ContractBuilder(part.document(), found).contract(reference);
    contract
        .datasets()
        .forEach(dataset -> found.addAll(ContractCompiler.problems(contract, dataset)));
    problems.addAll(part.certain(found.list()));
    throwInFileOrder(problems);
    return contract;
  }

  private static void throwInFileOrder(Problems problems) {
    if (!problems.isEmpty()) {
      throw new CaravanException(
          problems.list().stream()
              .sorted(
                  Comparator.comparingInt((Problem problem) -> problem.place().line())
                      .thenComparingInt(problem -> problem.place().column()))
              .toList());
    }
  }

  static String content(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException exception) {
      throw new CaravanException(
          ErrorCode.FILE_NOT_FOUND,
          "the contract " + file + " cannot be read: " + exception.getMessage(),
          exception);
    }
  }

  private static String version(YamlDocument document, Problems problems) {
    JsonNode apiVersion = document.root().path("apiVersion");
    Matcher matcher = VERSION.matcher(apiVersion.asText(""));
    if (matcher.matches()) {
      return matcher.group(1);
    }
    if (apiVersion.isTextual()) {
      problems.add(
          Problem.of(
                  ErrorCode.CONTRACT_VERSION,
                  document.place("/apiVersion"),
                  "this version of the standard is not read")
              .required("v3.0.x, v3.1.x or v3.2.x", "'" + apiVersion.asText() + "'"));
    }
    return "3.1";
  }
}
