package dev.caravan.runtime.api;

import com.fasterxml.jackson.databind.node.MissingNode;
import dev.caravan.CaravanException;
import dev.caravan.ErrorCode;
import dev.caravan.Problem;
import dev.caravan.api.Answer;
import dev.caravan.api.Api;
import dev.caravan.api.Call;
import dev.caravan.api.Operation;
import dev.caravan.api.ProblemAnswer;
import dev.caravan.security.Caller;
import io.vertx.core.http.HttpServerResponse;
import io.vertx.ext.web.RoutingContext;
import java.util.Map;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Tells how far a task is, as server-sent events: one when somebody begins to listen, one after each change, and a last one
 * named {@code end}. No thread waits for whoever listens, who is sent away after a while and may come again. Thread-safe.
 */
final class TaskEvents {
  private static final long EVERY_MILLIS = 500;
  private static final int LOOKS = 1800;
  /** so often a line is sent though there is no news: what stands between would cut the connection */
  private static final int SILENCE = 30;
  private static final int LISTENERS = 100;

  private final Api api;
  private final CallCheck check;
  private final AtomicInteger listeners = new AtomicInteger();

  TaskEvents(Api api, CallCheck check) {
    this.api = api;
    this.check = check;
  }

  /** @param caller who has passed the doors */
  void serve(RoutingContext call, Caller caller) {
    call.vertx().executeBlocking(() -> look(call, caller), false).onComplete(looked -> {
      if (looked.failed()) {
        call.fail(looked.cause());
      } else if (looked.result().status() != 200) {
        Replies.write(call, looked.result());
      } else {
        begin(call, caller, looked.result());
      }
    });
  }

  private Answer look(RoutingContext call, Caller caller) {
    try {
      String path = call.normalizedPath();
      check.check("GET", path, Parameters.query(call.request().query()), null);
      String[] parts = path.split("/");
      return api.answer(new Call(Operation.WATCH_TASK, caller, Map.of("task", parts[parts.length - 2]), MissingNode.getInstance(), call.request().remoteAddress().hostAddress()));
    } catch (CaravanException e) {
      return ProblemAnswer.of(e);
    }
  }

  private void begin(RoutingContext call, Caller caller, Answer first) {
    if (listeners.incrementAndGet() > LISTENERS) {
      listeners.decrementAndGet();
      Replies.write(call, ProblemAnswer.of(new CaravanException(Problem.of(ErrorCode.API_BUSY, null, "Too many listen to tasks already"))));
      return;
    }
    HttpServerResponse response = call.response();
    response.setChunked(true).putHeader("Content-Type", "text/event-stream");
    Listener listener = new Listener(call, caller);
    // Called once, however the response ends.
    response.closeHandler(closed -> listener.leave());
    response.endHandler(ended -> listener.leave());
    if (listener.tell(first)) {
      listener.timer = call.vertx().setPeriodic(EVERY_MILLIS, timer -> listener.look());
    }
  }

  /** Somebody who listens. Used by the one thread of the connection. */
  private final class Listener {
    private final RoutingContext call;
    private final Caller caller;
    private String last = "";
    private int looks;
    private int silent;
    private boolean looking;
    private boolean gone;
    private long timer = -1;

    Listener(RoutingContext call, Caller caller) {
      this.call = call;
      this.caller = caller;
    }

    void look() {
      if (looking || gone) {
        return;
      }
      looking = true;
      call.vertx().executeBlocking(() -> TaskEvents.this.look(call, caller), false).onComplete(looked -> {
        looking = false;
        if (!gone && (looked.failed() || looked.result().status() != 200 || !tell(looked.result())) && !call.response().ended()) {
          call.response().end();
        }
      });
    }

    /** @return whether there will be more to tell */
    boolean tell(Answer answer) {
      String text = Replies.text(answer.body());
      boolean over = answer.body() instanceof Map<?, ?> task && !"running".equals(task.get("state"));
      if (over) {
        call.response().end("event: end\ndata: " + text + "\n\n");
        return false;
      }
      if (!text.equals(last)) {
        call.response().write("event: progress\ndata: " + text + "\n\n");
        last = text;
        silent = 0;
      } else if (++silent % SILENCE == 0) {
        call.response().write(": still running\n\n");
      }
      return ++looks < LOOKS;
    }

    void leave() {
      if (!gone) {
        gone = true;
        listeners.decrementAndGet();
        if (timer >= 0) {
          call.vertx().cancelTimer(timer);
        }
      }
    }
  }
}
