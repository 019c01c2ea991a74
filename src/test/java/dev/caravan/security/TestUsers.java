package dev.caravan.security;

import dev.caravan.Secret;
import java.nio.file.Path;

/** Users whose passwords cost next to nothing to check. */
public final class TestUsers {
  public static final String PASSWORD = "correct horse battery staple";

  private TestUsers() {}

  public static UserFile in(Path file) {
    return new UserFile(file, 1_000);
  }

  /** One user of each role, who is called as the role is. */
  public static UserFile ofEachRole(Path file) {
    UserFile users = in(file);
    for (Role role : Role.values()) {
      users.add(role.word(), role, new Secret(PASSWORD));
    }
    return users;
  }
}
