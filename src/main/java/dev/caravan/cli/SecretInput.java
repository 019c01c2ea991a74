package dev.caravan.cli;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.Secret;
import java.io.Console;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;

/** Where what nobody may see comes from when it is set: a hidden prompt, or the standard input. */
interface SecretInput {
  int BYTES_MAX = 1 << 20;

  /**
   * @param prompt what is asked at a terminal, without the colon
   * @param command by which it is set, for who gave nothing
   * @throws CaravanException USAGE when there is no value
   */
  Secret read(String prompt, String command);

  static SecretInput of(InputStream in) {
    Console console = System.console();
    return in == System.in && console != null && Terminal.interactive() ? (prompt, command) -> typed(console, prompt, command) : (prompt, command) -> piped(in, command);
  }

  private static Secret typed(Console console, String prompt, String command) {
    char[] first = console.readPassword("%s: ", prompt);
    char[] second = first == null ? null : console.readPassword("Once more: ");
    if (first == null || second == null || first.length == 0) {
      throw empty(command);
    }
    if (!Arrays.equals(first, second)) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "The two values differ").next("Run the command again."));
    }
    return new Secret(new String(first));
  }

  /** One line end at the end is what echo and editors add, and no part of the value. */
  private static Secret piped(InputStream in, String command) {
    try {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "The value is too large").required("at most 1 MB", "more"));
      }
      String text = StandardCharsets.UTF_8.newDecoder().decode(ByteBuffer.wrap(bytes)).toString();
      String value = text.endsWith("\r\n") ? text.substring(0, text.length() - 2) : text.endsWith("\n") ? text.substring(0, text.length() - 1) : text;
      if (value.isEmpty()) {
        throw empty(command);
      }
      return new Secret(value);
    } catch (CharacterCodingException e) {
      throw new CaravanException(Problem.of(ErrorCode.USAGE, null, "The value is not text").required("UTF-8", "other bytes").next("Encode it, for instance as base64."));
    } catch (IOException e) {
      throw new CaravanException(ErrorCode.USAGE, "The value cannot be read from the standard input: " + e.getMessage(), e);
    }
  }

  private static CaravanException empty(String command) {
    return new CaravanException(
        Problem.of(ErrorCode.USAGE, null, "No value was given").next("Type it at the prompt, or pipe it: " + command + " < file"));
  }
}
