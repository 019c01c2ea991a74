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
import java.nio.file.Path;
import java.security.GeneralSecurityException;
import java.time.Clock;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Consumer;
import java.util.regex.Pattern;

/**
 * Secrets in one encrypted file, the store that needs nothing else. Names are sealed along with values.
 * Thread-safe; several processes may share the file.
 */
public final class EncryptedFile implements SecretStore {
  public static final String STORE = "encrypted";

  private static final Pattern NAME = Pattern.compile("[A-Za-z0-9](?:[A-Za-z0-9._/-]{0,126}[A-Za-z0-9])?");
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path file;
  private final StoreKey key;
  private final Clock clock;
  private Derived derived;

  /** The key of a passphrase, kept because deriving it is slow on purpose. */
  private record Derived(byte[] salt, int iterations, byte[] key) {}

  /** @param file need not exist yet */
  public EncryptedFile(Path file, StoreKey key, Clock clock) {
    this.file = file.toAbsolutePath().normalize();
    this.key = key;
    this.clock = clock;
  }

  /**
   * A secret as a list may show it.
   *
   * @param version 1 when it was set, one more with each rotation
   */
  public record Entry(String name, int version, Instant changed) {}

  /** As it lies, sealed. Times are text, so that no module of the mapper is needed. */
  private record Kept(String value, int version, String changed) {}

  @Override
  public String name() {
    return STORE;
  }

  @Override
  public Secret read(String path) {
    Map<String, Kept> all = open();
    Kept kept = all.get(path);
    if (kept == null) {
      throw missing(path, all);
    }
    return new Secret(kept.value());
  }

  /** What there is, by name; never a value. Empty when nothing was ever set. */
  public List<Entry> list() {
    return open().entrySet().stream()
        .map(entry -> new Entry(entry.getKey(), entry.getValue().version(), Instant.parse(entry.getValue().changed())))
        .toList();
  }

  /** @throws CaravanException SECRET_EXISTS when there is one of that name */
  public void set(String name, Secret value) {
    if (!NAME.matcher(name).matches()) {
      throw new CaravanException(
          Problem.of(ErrorCode.SECRET_NAME, null, "This cannot be the name of a secret")
              .required("up to 128 letters, digits, dots, dashes, underscores and slashes, a letter or digit first and last", "'" + name + "'"));
    }
    change(all -> {
      if (all.containsKey(name)) {
        throw new CaravanException(
            Problem.of(ErrorCode.SECRET_EXISTS, null, "There is a secret '" + name + "' already").next("caravan secret rotate " + name));
      }
      all.put(name, new Kept(value.reveal(), 1, clock.instant().toString()));
    });
  }

  /**
   * Puts a new value in place of the old one, which is gone then.
   *
   * @return the version it has now
   * @throws CaravanException SECRET_MISSING
   */
  public int rotate(String name, Secret value) {
    int[] version = new int[1];
    change(all -> {
      Kept old = all.get(name);
      if (old == null) {
        throw missing(name, all);
      }
      version[0] = old.version() + 1;
      all.put(name, new Kept(value.reveal(), version[0], clock.instant().toString()));
    });
    return version[0];
  }

  /** @throws CaravanException SECRET_MISSING */
  public void remove(String name) {
    change(all -> {
      if (all.remove(name) == null) {
        throw missing(name, all);
      }
    });
  }

  private static CaravanException missing(String name, Map<String, Kept> all) {
    String near = Nearest.to(name, all.keySet()).map(found -> "Did you mean '" + found + "'? Else: ").orElse("");
    return new CaravanException(
        Problem.of(ErrorCode.SECRET_MISSING, null, "The encrypted file holds no secret '" + name + "'").next(near + "caravan secret set " + name));
  }

  private void change(Consumer<Map<String, Kept>> change) {
    try {
      PrivateFile.inTurn(file, () -> {
        Map<String, Kept> all = new TreeMap<>(open());
        change.accept(all);
        seal(all);
      });
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SECRET_STORE, "The file of secrets " + file + " cannot be written: " + e.getMessage(), e);
    }
  }

  private Map<String, Kept> open() {
    byte[] content;
    try {
      if (!Files.exists(file)) {
        return Map.of();
      }
      content = Files.readAllBytes(file);
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.SECRET_STORE, "The file of secrets " + file + " cannot be read: " + e.getMessage(), e);
    }
    try {
      SealedText sealed = SealedText.read(content);
      return new TreeMap<>(JSON.readValue(sealed.open(key(sealed.derivation())), new TypeReference<Map<String, Kept>>() {}));
    } catch (IOException e) {
      // Jackson's message may quote what it read.
      throw damaged("it has not the form of one", null);
    } catch (GeneralSecurityException e) {
      throw damaged("the key is not the one it was sealed with, or it was changed", e);
    }
  }

  private CaravanException damaged(String why, Exception cause) {
    return new CaravanException(
        Problem.of(ErrorCode.SECRET_KEY, null, "The file of secrets " + file + " cannot be opened: " + why), cause);
  }

  private void seal(Map<String, Kept> all) throws IOException {
    try {
      SealedText.Derivation derivation = derivation();
      byte[] sealingKey = Files.exists(file) ? key(derivation) : firstKey(derivation);
      PrivateFile.write(file, SealedText.seal(JSON.writeValueAsBytes(all), sealingKey, derivation).write());
    } catch (GeneralSecurityException e) {
      throw new CaravanException(ErrorCode.SECRET_KEY, "The secrets could not be sealed: " + e.getMessage(), e);
    }
  }

  private SealedText.Derivation derivation() throws IOException {
    if (Files.exists(file)) {
      return SealedText.read(Files.readAllBytes(file)).derivation();
    }
    return key instanceof StoreKey.Passphrase ? SealedText.Derivation.fresh() : SealedText.Derivation.NONE;
  }

  // A key is made only where there is nothing yet that another one may have sealed.
  private byte[] firstKey(SealedText.Derivation derivation) throws GeneralSecurityException {
    if (key instanceof StoreKey.InFile inFile) {
      KeyFile keyFile = new KeyFile(inFile.file());
      return keyFile.exists() ? keyFile.read() : keyFile.make();
    }
    return key(derivation);
  }

  private synchronized byte[] key(SealedText.Derivation derivation) throws GeneralSecurityException {
    if (key instanceof StoreKey.Passphrase passphrase) {
      if (!derivation.fromPassphrase()) {
        throw otherKey("a key file", "a passphrase");
      }
      return derived(derivation, passphrase.text());
    }
    if (derivation.fromPassphrase()) {
      throw otherKey("a passphrase", "a key file");
    }
    return new KeyFile(((StoreKey.InFile) key).file()).read();
  }

  private byte[] derived(SealedText.Derivation derivation, Secret passphrase) throws GeneralSecurityException {
    if (derived == null || derived.iterations() != derivation.iterations() || !Arrays.equals(derived.salt(), derivation.salt())) {
      derived = new Derived(derivation.salt(), derivation.iterations(), derivation.key(passphrase.reveal().toCharArray()));
    }
    return derived.key();
  }

  private CaravanException otherKey(String sealedWith, String configured) {
    return new CaravanException(
        Problem.of(ErrorCode.SECRET_KEY, null, "The file of secrets " + file + " was sealed with another kind of key")
            .required(sealedWith, configured)
            .next("A passphrase is given as CARAVAN_SECRETS_PASSPHRASE; without it the key file is used, caravan.secrets.key-file."));
  }
}
