package dev.caravan.sink.lake;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.function.Supplier;
import software.amazon.awssdk.services.s3.S3Client;

class LakeSinkLocalTest extends LakeSinkContract {

  @Override
  String target() {
    return "lake";
  }

  @Override
  Supplier<S3Client> s3() {
    return null;
  }

  @Override
  void leaveBehind(LakePlan plan) throws Exception {
    for (Map.Entry<String, Path> file : plan.staged().entrySet()) {
      Path there = folder.resolve("data/lake").resolve(file.getKey());
      Files.createDirectories(there.getParent());
      Files.move(file.getValue(), there);
    }
  }
}
