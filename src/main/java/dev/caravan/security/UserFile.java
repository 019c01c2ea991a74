package dev.caravan.security;

import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Nearest;
import dev.caravan.Problem;
import dev.caravan.Secret;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Users who may log in, in one file of JSON that only its owner reads; of a password its hash is kept. Thread-safe;
 * several processes may share the file, and see a change at the next login or call.
 */
public final class UserFile {
  static final int PASSWORD_LEAST = 12;
  private static final int PASSWORD_MOST = 1024;
  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9][A-Za-z0-9._@-]{0,127}");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final int iterations;
  private Read last;

  /** @param file need not exist yet */
  public UserFile(Path file) {
    this(file, SealedText.ITERATIONS);
  }

  /** @param iterations what a guess at a password costs that is set from now on */
  UserFile(Path file, int iterations) {
    this.file = file.toAbsolutePath().normalize();
    this.iterations = iterations;
  }

  /** One user. */
  record User(Role role, PasswordHash password) {}

  /** As it lies. */
  private record Kept(String role, byte[] salt, int iterations, byte[] hash) {
    static Kept of(User user) {
      return new Kept(user.role().word(), user.password().salt(), user.password().iterations(), user.password().hash());
    }

    User user() throws IOException {
      Role known = Role.of(role).orElseThrow(() -> new IOException("there is no role '" + role + "'"));
      if (salt == null || hash == null || iterations < 1) {
        throw new IOException("a password is not there");
      }
      return new User(known, new PasswordHash(new SealedText.Derivation(salt, iterations), hash));
    }
  }

  /** What the file held when it was this one. */
  private record Read(FileTime time, long bytes, Object key, Map<String, User> users) {}

  /** Roles by name of user; empty when there is no file yet. @throws CaravanException USERS_FILE */
  public Map<String, Role> roles() {
    Map<String, Role> roles = new TreeMap<>();
    users().forEach((name, user) -> roles.put(name, user.role()));
    return roles;
  }

  Optional<User> user(String name) {
    return Optional.ofNullable(users().get(name));
  }

  /** What is compared with where there is no such user: it takes as long. */
  PasswordHash nobody() {
    return PasswordHash.ofNobody(iterations);
  }

  /** @throws CaravanException USER_EXISTS, USER_NAME, USER_PASSWORD */
  public void add(String name, Role role, Secret password) {
    if (!NAME.matcher(name).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.USER_NAME, null, "This cannot be the name of a user")
              .required("up to 128 letters, digits, dots, dashes, underscores and @, a letter or digit first", "'" + name + "'"));
    }
    PasswordHash hash = hash(password);
    change(users -> {
      if (users.putIfAbsent(name, new User(role, hash)) != null) {
        throw new CaravanException(Problem.of(ErrorCode.USER_EXISTS, null, "There is a user '" + name + "' already").next("caravan user password " + name + ", or caravan user role " + name + " <role>"));
      }
    });
  }

  /** @throws CaravanException USER_MISSING, USER_PASSWORD */
  public void password(String name, Secret password) {
    PasswordHash hash = hash(password);
    change(users -> users.put(name, new User(known(name, users).role(), hash)));
  }

  /** @throws CaravanException USER_MISSING */
  public void role(String name, Role role) {
    change(users -> users.put(name, new User(role, known(name, users).password())));
  }

  /** @throws CaravanException USER_MISSING */
  public void remove(String name) {
    change(users -> {
      known(name, users);
      users.remove(name);
    });
  }

  private PasswordHash hash(Secret password) {
    int length = password.reveal().length();
    if (length < PASSWORD_LEAST || length > PASSWORD_MOST) {
      throw new CaravanException(
          Problem.of(ErrorCode.USER_PASSWORD, null, "This password is not taken").required(PASSWORD_LEAST + " to " + PASSWORD_MOST + " characters", length + " characters"));
    }
    return PasswordHash.of(password.reveal(), iterations);
  }

  private static User known(String name, Map<String, User> users) {
    User user = users.get(name);
    if (user == null) {
      throw new CaravanException(
          Problem.of(ErrorCode.USER_MISSING, null, "There is no user '" + name + "'")
              .next(users.isEmpty() ? "caravan user add " + name : Nearest.advice(name, users.keySet())));
    }
    return user;
  }

  private void change(Consumer<Map<String, User>> change) {
    try {
      PrivateFile.inTurn(file, () -> {
        Map<String, User> users = new TreeMap<>(read().users());
        change.accept(users);
        Map<String, Kept> kept = new TreeMap<>();
        users.forEach((name, user) -> kept.put(name, Kept.of(user)));
        PrivateFile.write(file, JSON.writerWithDefaultPrettyPrinter().writeValueAsBytes(kept));
      });
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.USERS_FILE, "The file of users " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private Map<String, User> users() {
    try {
      return read().users();
    } catch (IOException e) {
      // Jackson's message may quote what it read.
      String why = e.getClass().getPackageName().startsWith("com.fasterxml") ? "it has not the form of one" : e.getMessage();
      throw new CaravanException(ErrorCode.USERS_FILE, "The file of users " + file + " cannot be read: " + why, e);
    }
  }

  // Asked at each call: the file is read when it is another one than before.
  private synchronized Read read() throws IOException {
    BasicFileAttributes now;
    try {
      now = Files.readAttributes(file, BasicFileAttributes.class);
    } catch (NoSuchFileException e) {
      last = null;
      return new Read(null, 0, null, Map.of());
    }
    if (last == null || !last.time().equals(now.lastModifiedTime()) || last.bytes() != now.size() || !now.fileKey().equals(last.key())) {
      Map<String, User> users = new TreeMap<>();
      for (Map.Entry<String, Kept> each : JSON.readValue(Files.readAllBytes(file), new TypeReference<Map<String, Kept>>() {}).entrySet()) {
        users.put(each.getKey(), each.getValue().user());
      }
      last = new Read(now.lastModifiedTime(), now.size(), now.fileKey(), Map.copyOf(users));
    }
    return last;
  }
}
