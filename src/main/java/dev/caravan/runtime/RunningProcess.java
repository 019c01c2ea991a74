package dev.caravan.runtime;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Where the process is found that works in a data folder: a note in that folder while it runs.
 *
 * @param http its HTTP port as an address; empty when it has none
 */
public record RunningProcess(long pid, Optional<URI> http) {
  private static final Logger LOG = LoggerFactory.getLogger(RunningProcess.class);
  private static final String FILE = "running.json";

  /** The process that left its note last, if it lives; of several that share a folder it is one. */
  public static Optional<RunningProcess> in(Path data) throws IOException {
    Path file = data.resolve(FILE);
    if (Files.notExists(file)) {
      return Optional.empty();
    }
    JsonNode note = new ObjectMapper().readTree(file.toFile());
    RunningProcess process = new RunningProcess(note.path("pid").asLong(), Optional.ofNullable(note.path("http").textValue()).map(URI::create));
    return ProcessHandle.of(process.pid()).filter(ProcessHandle::isAlive).map(alive -> process);
  }

  /** Leaves a note of this process. A folder that takes none holds nothing up: the note is for support. */
  static void note(Path data, Optional<URI> http) {
    try {
      Map<String, Object> note = http.<Map<String, Object>>map(address -> Map.of("pid", ProcessHandle.current().pid(), "http", address.toString())).orElseGet(() -> Map.of("pid", ProcessHandle.current().pid()));
      Files.write(data.resolve(FILE), new ObjectMapper().writeValueAsBytes(note));
    } catch (IOException e) {
      LOG.debug("No note of this process could be left in {}", data, e);
    }
  }

  /** Takes the note of this process away. */
  static void forget(Path data) {
    try {
      if (in(data).filter(process -> process.pid() == ProcessHandle.current().pid()).isPresent()) {
        Files.deleteIfExists(data.resolve(FILE));
      }
    } catch (IOException e) {
      LOG.debug("The note of this process could not be taken away from {}", data, e);
    }
  }
}
