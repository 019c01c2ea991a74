package dev.caravan.documents;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A page in Markdown and the blocks of code in it, in order. */
record Document(Path file, List<Block> blocks) {
  private static final Pattern FENCE = Pattern.compile("^(\\s*)```(\\S*)\\s*$");

  /** @param line of its first line of text, from 1 */
  record Block(String language, String text, int line) {}

  static Document read(Path file) throws IOException {
    List<Block> blocks = new ArrayList<>();
    List<String> lines = Files.readAllLines(file);
    for (int i = 0; i < lines.size(); i++) {
      Matcher fence = FENCE.matcher(lines.get(i));
      if (fence.matches()) {
        StringBuilder text = new StringBuilder();
        int begin = ++i;
        for (; i < lines.size() && !lines.get(i).strip().equals("```"); i++) {
          text.append(lines.get(i)).append('\n');
        }
        blocks.add(new Block(fence.group(2), text.toString().stripIndent(), begin + 1));
      }
    }
    return new Document(file, List.copyOf(blocks));
  }
}
