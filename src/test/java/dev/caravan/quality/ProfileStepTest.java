package dev.caravan.quality;

import static org.assertj.core.api.Assertions.assertThat;

import dev.caravan.batch.Batch;
import dev.caravan.batch.BatchId;
import dev.caravan.batch.Engine;
import dev.caravan.batch.EngineConfig;
import dev.caravan.batch.Segment;
import dev.caravan.batch.SegmentOptions;
import dev.caravan.batch.SegmentWriter;
import dev.caravan.batch.Stage;
import dev.caravan.batch.StageOptions;
import dev.caravan.batch.Staged;
import dev.caravan.catalog.JdbcLedger;
import dev.caravan.catalog.KeptProfiles;
import dev.caravan.catalog.LedgerConfig;
import dev.caravan.catalog.Ledgers;
import dev.caravan.cli.Main;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ProfileStepTest {
  @TempDir private Path data;
  private Engine engine;
  private JdbcLedger ledger;
  private BatchProfiles profiles;

  @BeforeEach
  void open() {
    engine = new Engine(new EngineConfig("256MB", 2, data.resolve("spill")));
    ledger = Ledgers.open(LedgerConfig.inFolder(data), Clock.systemUTC());
    profiles = new BatchProfiles(new KeptProfiles(ledger.database(), Clock.systemUTC()));
  }

  @AfterEach
  void close() {
    engine.close();
    ledger.close();
  }

  @Test
  void keepsAProfileOfTheRowsThatLandAndOfNoOther() throws IOException {
    Batch batch = new ProfileStep(profiles).apply(batch().with(new Stage.Filtered("name <> 'drop me'")));

    Staged staged = stage(batch);

    Profile profile = profiles.profile(batch.id()).orElseThrow();
    assertThat(staged.counts().filtered()).isEqualTo(1);
    assertThat(profile.rows()).isEqualTo(staged.counts().landed()).isEqualTo(2);
    assertThat(profile.columns()).extracting(ColumnProfile::name).containsExactly("id", "name");
    assertThat(profile.column("name").top()).extracting(ColumnProfile.Frequency::value).containsExactly("Ana", "Bo");
    assertThat(profile.column("name").kinds()).isEmpty();
    assertThat(profile.keys()).hasSize(2);
  }

  @Test
  void aSecondSinkChangesNothing() throws IOException {
    Batch batch = new ProfileStep(profiles).apply(batch());
    stage(batch);
    Profile first = profiles.profile(batch.id()).orElseThrow();

    stage(batch);

    assertThat(profiles.profile(batch.id())).contains(first);
  }

  @Test
  void aProfileThatCannotBeKeptIsAWarningAndTheRowsLand() throws IOException {
    Batch batch = new ProfileStep(profiles).apply(batch());
    ledger.database().write("lose the table", statements -> statements.update("DROP TABLE profiles"));

    Staged staged = stage(batch);

    assertThat(staged.counts().landed()).isEqualTo(3);
    assertThat(staged.warnings()).containsEntry("profile:failed", 1L);
  }

  @Test
  void theCommandShowsItWhileTheLedgerIsInUse() throws IOException {
    Batch batch = new ProfileStep(profiles).apply(batch());
    stage(batch);
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();

    int exit = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), "profile", "people", "--batch", batch.id().value(), "--data", data.toString());
    int unknown = Main.run(new PrintWriter(out, true), new PrintWriter(err, true), "profile", "people", "--batch", "none", "--data", data.toString());

    assertThat(exit).as(err::toString).isZero();
    assertThat(out.toString()).contains("batch " + batch.id() + ": 3 rows, 2 columns");
    assertThat(unknown).isEqualTo(2);
    assertThat(err.toString()).contains("no profile is kept of batch none");
  }

  private Batch batch() throws IOException {
    Path file = Files.writeString(data.resolve("people.csv"), "id,name\n1,Ana\n2,Bo\n3,drop me\n");
    Segment segment = new SegmentWriter().write(file, "people.csv", SegmentOptions.DETECT, data.resolve("segment"));
    return new Batch(BatchId.of("people", "inbox", segment.digest(), 0), "people", segment, List.of(), engine);
  }

  private Staged stage(Batch batch) {
    return engine.stage(batch, StageOptions.DEFAULT, data.resolve("staged"), (id, rejects) -> {});
  }
}
