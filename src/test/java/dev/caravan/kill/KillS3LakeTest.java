package dev.caravan.kill;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.catalog.S3Server;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import software.amazon.awssdk.services.s3.S3Client;

class KillS3LakeTest extends KillContract {

  @Override
  KillTarget target(Path data) throws IOException {
    S3Server server = new S3Server(Files.createDirectories(data.resolveSibling("s3"))).start();
    return new Target(server, Files.createDirectories(data.resolveSibling("copies")));
  }

  /** @param copies folder for files that were fetched */
  private record Target(S3Server server, Path copies) implements KillTarget {
    private static final String DATASET = "lakes/kill/kill/record/";

    @Override
    public String sink() {
      return """
          - to:
              uri: kamelet:lake-sink
              parameters:
                dataset: kill/record
                target: s3://%s/lakes/kill
          """.formatted(S3Server.BUCKET);
    }

    @Override
    public Map<String, String> properties() {
      return server.properties();
    }

    @Override
    public List<Long> ids() throws IOException, SQLException {
      try (S3Client client = server.client()) {
        List<JsonNode> manifests = new ArrayList<>();
        for (String key : server.keys()) {
          if (key.startsWith(DATASET + "manifests/")) {
            manifests.add(new ObjectMapper().readTree(client.getObjectAsBytes(request -> request.bucket(S3Server.BUCKET).key(key)).asByteArray()));
          }
        }
        return LakeIds.read(manifests, name -> copy(client, name));
      }
    }

    private Path copy(S3Client client, String name) {
      try {
        byte[] content = client.getObjectAsBytes(request -> request.bucket(S3Server.BUCKET).key(DATASET + "data/" + name)).asByteArray();
        return Files.write(copies.resolve(name), content);
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }

    @Override
    public void close() {
      server.close();
    }
  }
}
