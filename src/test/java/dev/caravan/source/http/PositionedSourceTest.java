package dev.caravan.source.http;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.caravan.batch.Batch;
import dev.caravan.batch.Counts;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.Scanned;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.Landings;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.catalog.Milestone;
import dev.caravan.catalog.Milestones;
import dev.caravan.source.HeldLeases;
import dev.caravan.source.Passes;
import dev.caravan.source.Room;
import dev.caravan.source.SourceServices;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A source whose rows all come again at each pass, read by processes that end early. */
class PositionedSourceTest {
  private static final String FLOW = "orders";

  @TempDir private Path data;
  private JdbcLedger ledger;
  private Engine engine;
  private final List<String> rows = new ArrayList<>(List.of("{\"id\":1}", "{\"id\":2}"));

  @BeforeEach
  void open() {
    ledger = Ledgers.open(LedgerConfig.inFolder(data), Clock.systemUTC());
    engine = new Engine(new EngineConfig("128MB", 1, data.resolve("spill")));
  }

  @AfterEach
  void close() {
    engine.close();
    ledger.close();
  }

  @Test
  void rowsDoNotLandAgainWhenTheProcessEndedRightAfterTheCommit() {
    Process ending = new Process((milestone, flow) -> {
      if (milestone == Milestone.COMMITTED) {
        throw new ProcessEnded();
      }
    });
    Batch batch = ending.source.poll();
    assertThatThrownBy(() -> ending.land(batch)).isInstanceOf(ProcessEnded.class);

    assertThat(new Process(Milestones.NONE).source.poll()).isNull();
  }

  @Test
  void rowsDoNotLandAgainWhenAnotherProcessLandedThem() throws IOException {
    Batch left = new Process(Milestones.NONE).source.poll();
    Process later = new Process(Milestones.NONE);
    Batch resumed = later.source.poll();
    assertThat(resumed.id()).isEqualTo(left.id());
    later.land(resumed);
    assertThat(later.source.next()).isNull();
    later.source.finish();

    rows.add("{\"id\":3}");
    Batch changed = new Process(Milestones.NONE).source.poll();

    assertThat(Files.readAllLines(changed.segment().data())).containsExactly("{\"id\":3}");
  }

  /** Stands for the end of a process: nothing after it is done. */
  private static final class ProcessEnded extends Error {
    private static final long serialVersionUID = 1;
  }

  /** What one process has in memory. */
  private final class Process {
    private final Landings landings = new Landings();
    private final PositionedSource source;

    private Process(Milestones milestones) {
      Passes passes =
          new Passes(ledger, landings, new HeldLeases(ledger, "me", Duration.ofMinutes(1)), Passes.Work.ONCE, batch -> Scanned.NOTHING, milestones, Room.ENOUGH);
      SourceServices services = new SourceServices(engine, ledger, passes, new SegmentWriter(), data, Clock.systemUTC());
      source = new PositionedSource(services, FLOW, List.of(), "all", "all orders", new Everything());
    }

    private void land(Batch batch) {
      landings.add(batch.id(), new Counts(rows.size(), rows.size(), 0, 0, 0), Map.of(), null, "memory", "rows");
      source.commit(batch);
    }
  }

  /** Reads all rows at each pass and holds back those that landed in the pass before. */
  private final class Everything implements Reader {
    private final LandedRows landed = new LandedRows(data.resolve("landed").resolve(FLOW));

    @Override
    public Optional<Slice> read(String from) {
      long window = from == null ? 0 : Long.parseLong(from);
      RowDigests before = landed.of(window - 1);
      RowDigests read = new RowDigests();
      RowFile file = new RowFile(data.resolve("reading").resolve("rows"));
      long known = 0;
      for (String row : rows) {
        byte[] bytes = row.getBytes(StandardCharsets.UTF_8);
        RowDigests.Digest digest = RowDigests.Digest.of(bytes, bytes.length);
        read.add(digest);
        if (before.contains(digest)) {
          known++;
        } else {
          file.add(bytes, bytes.length);
        }
      }
      file.endPage();
      return file.rows() == 0 ? Optional.empty() : Optional.of(new Slice(file.path(), known, Long.toString(window + 1), true, new Returning(window, read)));
    }

    @Override
    public void committed(Returning returning) {
      landed.add(returning.window(), returning.rows());
    }

    @Override
    public void committedBefore(Returning returning) {
      landed.addMissing(returning.window(), returning.rows());
    }

    @Override
    public void close() {}
  }
}
