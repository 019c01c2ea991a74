package dev.caravan.runtime;

import dev.caravan.GeneratedPage;
import dev.caravan.security.Permission;
import dev.caravan.security.Role;
import java.io.IOException;
import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

class AccessPageTest {

  @Test
  void thePageIsTheTableOfRights() throws IOException {
    String roles = Arrays.stream(Role.values()).map(Role::word).collect(Collectors.joining(" | "));
    StringBuilder page = new StringBuilder("""
        # Who may do what

        The HTTP port asks who somebody is before it lets them in; `/health` alone tells everybody whether the process is well. Each
        role may do what the one before may. [How people are let in](../how-to/let-people-in.md).

        This page is made from `Permission`; a test compares it, and another one tries each cell over real sockets.

        """);
    page.append("| to | ").append(roles).append(" | written down as |\n|---|---|---|---|---|\n");
    for (Permission permission : Permission.values()) {
      String cells = Arrays.stream(Role.values()).map(role -> permission.grantedTo(role) ? "yes" : "no").collect(Collectors.joining(" | "));
      page.append("| ").append(permission.sentence()).append(" | ").append(cells).append(" | `").append(permission.word()).append("` |\n");
    }
    GeneratedPage.assertUpToDate("access.md", page.toString());
  }
}
