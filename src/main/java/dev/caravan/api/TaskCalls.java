package dev.caravan.api;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.type.TypeReference;
import com.fasterxml.jackson.databind.ObjectMapper;
import dev.caravan.batch.BatchId;
import dev.caravan.catalog.Tasks;
import dev.caravan.catalog.Tasks.Task;
import java.util.LinkedHashMap;
import java.util.Locale;
import java.util.Map;

/** What is asked about tasks. Thread-safe. */
final class TaskCalls {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Tasks tasks;

  TaskCalls(Tasks tasks) {
    this.tasks = tasks;
  }

  Answer list(Call call) {
    int limit = call.limit();
    return Page.of(tasks.list(call.number("after").orElse(null), limit + 1), limit, task -> Long.toString(task.number()), TaskCalls::summary);
  }

  Answer show(Call call) {
    return Answer.ok(call.number("task").flatMap(tasks::find).map(this::document).orElseThrow(() -> RunCalls.missing("There is no such task", "`GET /tasks` lists those there are.")));
  }

  /** What is answered to whoever asked for the task. */
  Answer accepted(long task) {
    return Answer.accepted(address(task), tasks.find(task).map(this::document).orElseThrow());
  }

  static String address(long task) {
    return Operation.BASE + "/tasks/" + task;
  }

  private Map<String, Object> document(Task task) {
    Map<String, Object> object = summary(task);
    object.put("items", tasks.items(task.number()).stream().map(TaskCalls::document).toList());
    return object;
  }

  private static Map<String, Object> summary(Task task) {
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("task", task.number());
    object.put("kind", task.kind().word());
    object.put("subject", task.subject());
    object.put("state", word(task.state()));
    object.put("by", task.actor());
    object.put("begun", Times.text(task.begun()));
    object.put("ended", Times.text(task.ended()));
    object.put("done", task.done());
    object.put("total", task.items());
    object.put("problem", problem(task));
    object.put("status", address(task.number()));
    object.put("events", address(task.number()) + "/events");
    return object;
  }

  private static Map<String, Object> problem(Task task) {
    if (task.why() == null) {
      return null;
    }
    Map<String, Object> object = new LinkedHashMap<>();
    object.put("code", task.why().code());
    object.put("message", task.why().message());
    object.put("next", task.why().next());
    return object;
  }

  private static Map<String, Object> document(Tasks.Standing item) {
    Map<String, Object> object = read(item.document());
    if (item.state() != null) {
      object.put("state", word(item.state()));
    }
    return object;
  }

  private static String word(Enum<?> state) {
    return state.name().toLowerCase(Locale.ROOT);
  }

  private static Map<String, Object> read(String document) {
    try {
      return JSON.readValue(document, new TypeReference<LinkedHashMap<String, Object>>() {});
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("items are kept as JSON", e);
    }
  }

  /** As an item is kept. */
  static String text(Map<String, Object> document) {
    try {
      return JSON.writeValueAsString(document);
    } catch (JsonProcessingException e) {
      throw new IllegalStateException("maps and lists can always be written", e);
    }
  }

  /** An item that names a batch to wait for. */
  static Tasks.Item queued(BatchId batch, Map<String, Object> about) {
    Map<String, Object> object = new LinkedHashMap<>(about);
    object.put("batch", batch.value());
    object.put("status", Operation.BASE + "/batches/" + batch.value());
    return new Tasks.Item(batch, text(object));
  }
}
