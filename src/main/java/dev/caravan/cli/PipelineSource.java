package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.net.URI;
import java.net.URISyntaxException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Locale;
import java.util.Optional;

/**
 * What a pipeline is made for, as it was named: a file, or an address whose content is fetched once.
 *
 * @param address null when it is a file
 */
record PipelineSource(String named, URI address) {
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  static boolean isAddress(String named) {
    return named.matches("(?i)[a-z][a-z0-9+.-]*://.*");
  }

  /** @throws CaravanException USAGE, FILE_NOT_FOUND */
  static PipelineSource of(String named) {
    Optional<String> objection = objection(named);
    if (objection.isPresent()) {
      throw new CaravanException(
          isAddress(named)
              ? Problem.of(ErrorCode.USAGE, null, "the address cannot be used: " + objection.get()).required("http(s)://host/path", "something else")
              : Problem.of(ErrorCode.FILE_NOT_FOUND, null, objection.get()).next("Give one delivered file, or an address that begins with http:// or https://."));
    }
    return new PipelineSource(named, isAddress(named) ? URI.create(named) : null);
  }

  /** What is wrong with an answer; an address is never shown, as it may carry a secret (I6). */
  static Optional<String> objection(String named) {
    if (!isAddress(named)) {
      Path file = Path.of(named);
      return Files.isRegularFile(file) ? Optional.empty() : Optional.of((Files.exists(file) ? "this is no file: " : "there is no file ") + named);
    }
    try {
      URI uri = new URI(named);
      boolean web = uri.getHost() != null && uri.getScheme().toLowerCase(Locale.ROOT).matches("https?");
      if (!web) {
        return Optional.of("it is no http or https address");
      }
      return uri.getUserInfo() == null ? Optional.empty() : Optional.of("it has a user in it");
    } catch (URISyntaxException e) {
      return Optional.of(e.getReason() + " at character " + (e.getIndex() + 1));
    }
  }

  /** The name of the file, whatever the address says besides. */
  String fileName() {
    if (address == null) {
      return Path.of(named).getFileName().toString();
    }
    String path = address.getPath() == null ? "" : address.getPath().replaceAll("/+$", "");
    String last = path.substring(path.lastIndexOf('/') + 1).replaceAll("[^A-Za-z0-9_.-]", "-").replaceFirst("^[.-]+", "");
    return last.isEmpty() ? "records" : last;
  }

  /** A dataset's name to propose: folder or host, and file. */
  String dataset() {
    return InferredContract.name(address == null ? Path.of(named) : Path.of(address.getHost(), fileName()));
  }

  /**
   * Fetches the content of the address.
   *
   * @param file where it is put
   * @return the file
   * @throws CaravanException SOURCE_UNREADABLE
   */
  Path fetch(Path file) throws IOException {
    Files.createDirectories(file.getParent());
    String shown = address.getScheme() + "://" + address.getAuthority() + Optional.ofNullable(address.getPath()).orElse("");
    try {
      HttpClient client = HttpClient.newBuilder().followRedirects(HttpClient.Redirect.NORMAL).connectTimeout(PATIENCE).build();
      HttpRequest request = HttpRequest.newBuilder(address).timeout(PATIENCE).build();
      HttpResponse<Path> answer = client.send(request, HttpResponse.BodyHandlers.ofFile(file));
      if (answer.statusCode() != 200) {
        throw new CaravanException(
            Problem.of(ErrorCode.SOURCE_UNREADABLE, null, "the content of " + shown + " was not given").required("HTTP status 200", Integer.toString(answer.statusCode())));
      }
      return file;
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "the address " + shown + " cannot be reached: " + e, e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new CaravanException(ErrorCode.SOURCE_UNREADABLE, "the fetching of " + shown + " was interrupted", e);
    }
  }
}
