package dev.caravan.kill;

import java.util.List;
import java.util.Map;

/** Somewhere to land, as a reader of it sees it. */
interface KillTarget extends AutoCloseable {

  /** The last step of the route, as YAML, indented as a list item. */
  String sink();

  /** {@code -p} settings the run needs. */
  Map<String, String> properties();

  /** Every value of the column {@code id} that a reader sees, doubles included. */
  List<Long> ids() throws Exception;

  @Override
  void close() throws Exception;
}
