package dev.caravan.api;

import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.catalog.Tasks;
import dev.caravan.catalog.Tasks.Item;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.SynchronousQueue;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.concurrent.TimeUnit;
import java.util.function.Supplier;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Does what takes its time, and keeps how far it is. Thread-safe. */
final class TaskWork implements AutoCloseable {
  private static final Logger LOG = LoggerFactory.getLogger(TaskWork.class);
  private static final int AT_ONCE = 20;
  private static final long IDLE_SECONDS = 10;

  private final Tasks tasks;
  /** one after the other: each needs an engine of its own */
  private final ThreadPoolExecutor computing = threads("caravan-task", 1, new LinkedBlockingQueue<>(AT_ONCE));
  private final ThreadPoolExecutor waiting = threads("caravan-task-waits", AT_ONCE, new SynchronousQueue<>());

  TaskWork(Tasks tasks) {
    this.tasks = tasks;
  }

  private static ThreadPoolExecutor threads(String name, int most, BlockingQueue<Runnable> queue) {
    ThreadPoolExecutor threads =
        new ThreadPoolExecutor(
            most, most, IDLE_SECONDS, TimeUnit.SECONDS, queue,
            work -> {
              Thread thread = new Thread(work, name);
              thread.setDaemon(true);
              return thread;
            });
    threads.allowCoreThreadTimeOut(true);
    return threads;
  }

  /** Does at once what then goes on by itself. @return the task */
  long now(Call call, Tasks.Kind kind, String subject, Supplier<List<Item>> work) {
    long task = tasks.begin(kind, subject, call.caller().name());
    try {
      tasks.end(task, work.get());
      return task;
    } catch (CaravanException e) {
      tasks.fail(task, e.problems().get(0));
      throw e;
    }
  }

  /** Has something computed. @throws CaravanException API_BUSY when too much waits already */
  long compute(Call call, Tasks.Kind kind, String subject, Supplier<List<Item>> work) {
    return later(computing, call, kind, subject, work);
  }

  /** Has something waited for. @throws CaravanException API_BUSY when too much is waited for already */
  long await(Call call, Tasks.Kind kind, String subject, Supplier<List<Item>> work) {
    return later(waiting, call, kind, subject, work);
  }

  private long later(ThreadPoolExecutor threads, Call call, Tasks.Kind kind, String subject, Supplier<List<Item>> work) {
    long task = tasks.begin(kind, subject, call.caller().name());
    try {
      threads.execute(() -> run(task, work));
      return task;
    } catch (RejectedExecutionException e) {
      Problem busy = Problem.of(ErrorCode.API_BUSY, null, "Too much of this kind is under way already");
      tasks.fail(task, busy);
      throw new CaravanException(busy);
    }
  }

  private void run(long task, Supplier<List<Item>> work) {
    try {
      tasks.end(task, work.get());
    } catch (CaravanException e) {
      failed(task, e.problems().get(0), e);
    } catch (RuntimeException | Error e) {
      LOG.error("The task {} failed", task, e);
      failed(task, Problem.of(ErrorCode.API_FAILED, null, "The task failed; the log of the process tells why"), e);
    }
  }

  private void failed(long task, Problem problem, Throwable failure) {
    try {
      LOG.debug("The task {} failed", task, failure);
      tasks.fail(task, problem);
    } catch (CaravanException e) {
      LOG.warn("That the task {} failed could not be noted: {}", task, e.getMessage());
    }
  }

  /** What is under way is interrupted; other processes see it as failed. */
  @Override
  public void close() {
    waiting.shutdownNow();
    computing.shutdownNow();
  }
}
