package dev.caravan.source.rest;

import com.fasterxml.jackson.core.JsonPointer;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import java.io.IOException;
import java.time.DateTimeException;
import java.time.Duration;
import java.util.Optional;

/**
 * By what value an API is asked for what is new.
 *
 * @param field where a record has it
 * @param parameter of the query, by which the API is asked for records from a value on
 * @param start the first value to ask for; blank for all there is
 * @param overlap how far before the last value the next read begins
 */
record Increment(JsonPointer field, String parameter, SinceForm form, String start, Duration overlap) {

  /** The value of a record; empty when it has none. */
  Optional<Long> order(byte[] record, int length) throws IOException {
    Optional<String> text = JsonAt.text(record, length, field);
    try {
      return text.map(form::order);
    } catch (DateTimeException | ArithmeticException | NumberFormatException e) {
      throw new CaravanException(
          Problem.of(ErrorCode.REST_VALUE, null, "The value at " + field + " of a record cannot be read").required(form.required(), "'" + text.get() + "'"), e);
    }
  }

  /** What to ask for when values up to {@code since} have been read; empty for no condition. */
  Optional<String> asked(Long since) {
    return since != null ? Optional.of(form.text(form.minus(since, overlap))) : Optional.of(start).filter(text -> !text.isBlank());
  }

  /** From which value on records will come again. */
  long again(long since) {
    return form.order(form.text(form.minus(since, overlap)));
  }

  CaravanException missing(String request) {
    return new CaravanException(
        Problem.of(ErrorCode.REST_VALUE, null, "No record of a page has the value that increments go by: " + request).required("a value at " + field, "none"));
  }
}
