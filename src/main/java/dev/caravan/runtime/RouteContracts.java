package dev.caravan.runtime;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.FolderFiles;
import dev.caravan.Problem;
import dev.caravan.contract.ContractReader;
import dev.caravan.contract.Contracts;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The contracts that routes name, and folders in which one of them is another. Stateless. */
public final class RouteContracts {
  private static final Pattern USE = Pattern.compile("\\bcontract(?:\"?\\s*:\\s*|=)[\"']?([A-Za-z0-9_][A-Za-z0-9_./-]*)");
  private static final String SUFFIX = ".odcs.yaml";

  private RouteContracts() {}

  /** Names of the contracts in the files of these routes, without the schema objects. */
  public static Set<String> named(RouteSelection routes) {
    Set<String> names = new TreeSet<>();
    for (RouteSelection.Text text : routes.read()) {
      Matcher use = USE.matcher(text.text());
      while (use.find()) {
        names.add(use.group(1));
      }
    }
    return names;
  }

  /**
   * Makes a folder of contracts in which one is replaced.
   *
   * @param contracts the folder as it is; need not exist
   * @param choice a contract, by name or file, for the only one that the routes name; or {@code <name>=<contract>}
   * @return the folder
   * @throws CaravanException USAGE when it is not clear which one is meant, CONTRACT_NOT_FOUND, or what is wrong with it
   */
  public static Path replaced(Path contracts, RouteSelection routes, String choice, Path folder) {
    Set<String> named = named(routes);
    int equals = choice.indexOf('=');
    String name = equals > 0 ? choice.substring(0, equals) : named.size() == 1 ? named.iterator().next() : null;
    if (name == null || !named.contains(name)) {
      throw new CaravanException(
          Problem.of(ErrorCode.USAGE, null, "Which contract of the flow is to be another one is not said")
              .required("--contract NAME=CONTRACT with one of " + (named.isEmpty() ? "no contract: the flow names none" : String.join(", ", named)), "--contract " + choice));
    }
    String wanted = choice.substring(equals + 1);
    try {
      if (Files.isDirectory(contracts)) {
        copy(contracts, folder);
      }
      Path file = folder.resolve(name + SUFFIX);
      Files.createDirectories(file.getParent());
      Path given = Path.of(wanted);
      if (Files.isRegularFile(given)) {
        ContractReader.read(given);
        Files.writeString(file, Files.readString(given));
      } else {
        Files.writeString(file, new Contracts(List.of(contracts)).source(wanted).text());
      }
      return folder;
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SINK_STAGE, "cannot make a folder of contracts: " + e.getMessage(), e);
    }
  }

  private static void copy(Path from, Path to) throws IOException {
    for (Path file : FolderFiles.below(from)) {
      Path copy = to.resolve(from.relativize(file).toString());
      Files.createDirectories(copy.getParent());
      Files.copy(file, copy);
    }
  }
}
