package dev.playhead.cli.travel;

import dev.playhead.EventHistory;
import dev.playhead.cli.Session;
import dev.playhead.cli.input.EventFile;
import dev.playhead.cli.option.GlobalOptions;
import dev.playhead.cli.output.Output;
import dev.playhead.cli.output.StyledLine;
import dev.playhead.cli.output.Terminal;
import dev.playhead.cli.view.StateView;
import java.io.ByteArrayInputStream;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.file.Path;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A {@code travel} session with a file, but without a terminal. A test can press keys, draw the screen, and advance the
 * time.
 */
final class TravelFixture implements AutoCloseable {
    final AtomicLong nanos = new AtomicLong();
    final EventHistory history;
    final Session session;
    final TravelModel model;
    final TravelView view;

    TravelFixture(Path path, boolean ascii, @Nullable StateView<?> states) {
        GlobalOptions options = new GlobalOptions();
        options.zone = ZoneOffset.UTC;
        options.ascii = ascii;
        session = new Session(
                new ByteArrayInputStream(new byte[0]),
                new Output(OutputStream.nullOutputStream(), false),
                new PrintStream(OutputStream.nullOutputStream()),
                new Terminal(Map.of("LANG", "C.UTF-8"), true, true, true),
                options);
        EventFile file = new EventFile();
        file.name = path.toString();
        history = file.load(session);
        TravelStates<?> travelStates = states == null ? null : new TravelStates<>(states, history);
        model = new TravelModel(history, file, session, travelStates, nanos::get);
        view = new TravelView(model, session);
        draw(24, 80);
        work();
    }

    /** Does all work that is due now. */
    void work() {
        for (int i = 0; model.hasWork(); i++) {
            if (i > 100_000) {
                throw new AssertionError("the work does not end");
            }
            model.work();
        }
    }

    void press(String... keys) {
        for (String key : keys) {
            model.key(key);
            work();
        }
    }

    /** Types a text into the open prompt, and confirms it. */
    void type(String text) {
        text.codePoints().forEach(c -> model.key(Character.toString(c)));
        press("\r");
    }

    void pass(long passedNanos) {
        nanos.addAndGet(passedNanos);
        boolean unusedChange = model.tick();
        work();
    }

    long at() {
        return model.here().sequence();
    }

    List<String> draw(int rows, int columns) {
        return view.draw(rows, columns).stream().map(StyledLine::text).toList();
    }

    String screen() {
        return draw(24, 80).stream().map(String::stripTrailing).collect(Collectors.joining("\n"));
    }

    @Override
    public void close() {
        history.close();
    }
}
