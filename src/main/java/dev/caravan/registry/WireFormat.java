package dev.caravan.registry;

import java.nio.ByteBuffer;

/** Confluent's wire format: a zero, the id of the schema in four bytes, and the value by that schema. */
public final class WireFormat {
  /** bytes before the value */
  public static final int PREFIX = 1 + Integer.BYTES;

  private WireFormat() {}

  /** Whether bytes begin as that format does. */
  public static boolean frames(byte[] bytes) {
    return bytes.length >= PREFIX && bytes[0] == 0;
  }

  /** The id of the schema, in bytes that {@link #frames} is true of. */
  public static int schema(byte[] framed) {
    return ByteBuffer.wrap(framed, 1, Integer.BYTES).getInt();
  }

  public static byte[] framed(int schema, byte[] value) {
    return ByteBuffer.allocate(PREFIX + value.length).put((byte) 0).putInt(schema).put(value).array();
  }
}
