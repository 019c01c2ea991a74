package dev.caravan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.kubernetes.ConfigMapMount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FolderFilesTest {
  @TempDir Path folder;

  private List<String> below() throws IOException {
    return FolderFiles.below(folder).stream().map(file -> folder.relativize(file).toString()).toList();
  }

  @Test
  void filesOfAConfigMapAreSeenOnceAtAnyDepthBeforeAndAfterItChanges() throws IOException {
    ConfigMapMount mount = new ConfigMapMount(folder).put(Map.of("orders.camel.yaml", "one", "shop/order.odcs.yaml", "one"));
    assertThat(below()).containsExactly("orders.camel.yaml", "shop/order.odcs.yaml");

    mount.put(Map.of("orders.camel.yaml", "two", "shop/order.odcs.yaml", "two"));

    assertThat(below()).containsExactly("orders.camel.yaml", "shop/order.odcs.yaml");
    assertThat(folder.resolve("shop/order.odcs.yaml")).hasContent("two");
  }

  @Test
  void aLinkThatLeadsBackOrNowhereIsLeftOut() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("shop")).resolve("a.yaml"), "a");
    Files.createSymbolicLink(folder.resolve("shop/again"), folder);
    Files.createSymbolicLink(folder.resolve("gone.yaml"), Path.of("nowhere.yaml"));

    assertThat(below()).containsExactly("shop/a.yaml");
  }

  @Test
  void aFolderMayItselfBeNamedFromWhereItsUserStands() throws IOException {
    Files.writeString(folder.resolve("a.yaml"), "a");
    Path inside = Files.createDirectory(folder.resolve("inside"));

    assertThat(FolderFiles.below(inside.resolve(".."))).hasSize(1);
  }

  @Test
  void depthEndsTheSearch() throws IOException {
    Files.writeString(Files.createDirectory(folder.resolve("shop")).resolve("deep.yaml"), "a");
    Files.writeString(folder.resolve("here.yaml"), "a");

    assertThat(FolderFiles.below(folder, 1)).containsExactly(folder.resolve("here.yaml"));
  }
}
