package dev.caravan.streams;

import java.util.Map;
import org.apache.kafka.streams.state.RocksDBConfigSetter;
import org.rocksdb.BlockBasedTableConfig;
import org.rocksdb.Cache;
import org.rocksdb.LRUCache;
import org.rocksdb.Options;
import org.rocksdb.RocksDB;
import org.rocksdb.WriteBufferManager;

/**
 * One bound of memory for all state of a process. By default each store of each partition takes up to 98 MiB beside
 * the Java heap, and a container is killed for it. Made by Kafka Streams, by its name.
 */
public final class BoundedState implements RocksDBConfigSetter {
  private static final long CACHE_BYTES = 64L << 20;
  private static final long BUFFER_BYTES = 32L << 20;
  private static final long BUFFER_OF_A_STORE_BYTES = 4L << 20;

  /** Lives as long as the process: stores come and go with partitions. */
  private static final class Shared {
    private static final Cache CACHE;
    private static final WriteBufferManager BUFFERS;

    static {
      RocksDB.loadLibrary();
      CACHE = new LRUCache(CACHE_BYTES);
      BUFFERS = new WriteBufferManager(BUFFER_BYTES, CACHE);
    }

    private Shared() {}
  }

  @Override
  public void setConfig(String store, Options options, Map<String, Object> settings) {
    BlockBasedTableConfig table = (BlockBasedTableConfig) options.tableFormatConfig();
    table.setBlockCache(Shared.CACHE);
    table.setCacheIndexAndFilterBlocks(true);
    options.setTableFormatConfig(table);
    options.setWriteBufferManager(Shared.BUFFERS);
    options.setWriteBufferSize(BUFFER_OF_A_STORE_BYTES);
  }

  @Override
  public void close(String store, Options options) {
    // What is shared stays.
  }
}
