package dev.caravan.source.file;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class FileListingTest {
  @TempDir Path folder;

  @BeforeEach
  void deliver() throws IOException {
    for (String name : List.of("b.csv", "a.csv", "notes.txt", ".hidden.csv", "c.csv.part", "d.csv.tmp", "e.csv.inprogress", "day/f.csv", "day/hour/g.csv", ".trash/h.csv")) {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, "id\n");
    }
  }

  private List<String> found(String path, boolean recursive) {
    return new FileListing(folder + path, recursive).list().orElseThrow().stream().map(file -> folder.relativize(file.path()).toString()).toList();
  }

  @Test
  void aFolderMeansItsOwnFilesByNameAndNoneThatIsHiddenOrUnfinished() {
    assertThat(found("", false)).containsExactly("a.csv", "b.csv", "notes.txt");
  }

  @Test
  void recursiveMeansTheFoldersBelowToo() {
    assertThat(found("", true)).containsExactly("a.csv", "b.csv", "day/f.csv", "day/hour/g.csv", "notes.txt");
  }

  @Test
  void aGlobMeansWhatItMatches() {
    assertThat(found("/*.csv", false)).containsExactly("a.csv", "b.csv");
    assertThat(found("/*/*.csv", false)).containsExactly("day/f.csv");
    assertThat(found("/**.csv", false)).containsExactly("a.csv", "b.csv", "day/f.csv", "day/hour/g.csv");
    assertThat(found("/{a,notes}.*", false)).containsExactly("a.csv", "notes.txt");
  }

  @Test
  void oneFileMeansItselfWhateverItIsCalled() {
    assertThat(found("/b.csv", false)).containsExactly("b.csv");
  }

  @Test
  void aFolderThatIsAbsentIsNoEmptyOne() {
    assertThat(new FileListing(folder + "/nowhere", false).list()).isEmpty();
    assertThat(new FileListing(folder + "/day/*.json", false).list()).hasValue(List.of());
  }
}
