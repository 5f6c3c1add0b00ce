package dev.playhead.cli.travel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.cli.EventFiles;
import dev.playhead.cli.view.EntitiesView;
import dev.playhead.event.GridEvent;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TravelModelTest {
    private static final String LEFT = "\u001b[D";
    private static final String RIGHT = "\u001b[C";
    private static final String ESC = "\u001b";
    private static final long SECOND = 1_000_000_000;

    @TempDir
    private Path folder;

    private TravelFixture travel;

    @BeforeEach
    void open() {
        Path orders = EventFiles.write(folder, "orders.jsonl", EventFiles.ORDERS);
        travel = new TravelFixture(orders, false, new EntitiesView("id"));
    }

    @AfterEach
    void close() {
        travel.close();
    }

    private TravelModel model() {
        return travel.model;
    }

    @Test
    void shouldBeginAtTheEnd() {
        assertThat(travel.at()).isEqualTo(4);
        assertThat(model().isLive()).isTrue();
        assertThat(model().countedEvents()).isEqualTo(5);
    }

    @Test
    void shouldStepBackAndForwardAndStopAtBothEnds() {
        travel.press(LEFT, LEFT);
        assertThat(travel.at()).isEqualTo(2);
        travel.press(RIGHT);
        assertThat(travel.at()).isEqualTo(3);
        travel.press(RIGHT, RIGHT, RIGHT);
        assertThat(travel.at()).isEqualTo(4);
        travel.press(LEFT, LEFT, LEFT, LEFT, LEFT, LEFT, LEFT);
        assertThat(travel.at()).isEqualTo(-1);
        assertThat(model().message()).contains("before the first event");
        travel.press(RIGHT);
        assertThat(travel.at()).isZero();
    }

    @Test
    void shouldJumpToIdsTimesPercentagesAndEnds() {
        travel.press("2", "\r");
        assertThat(travel.at()).isEqualTo(2);
        travel.press("j");
        travel.type("09:15");
        assertThat(travel.at()).isEqualTo(1);
        travel.press(":");
        travel.type("-1h12m");
        assertThat(travel.at()).isEqualTo(3);
        travel.press("j");
        travel.type("50%");
        assertThat(travel.at()).isEqualTo(2);
        travel.press("j");
        travel.type("start");
        assertThat(travel.at()).isZero();
        travel.press("j");
        travel.type("end");
        assertThat(travel.at()).isEqualTo(4);
        travel.press("g", "]");
        assertThat(travel.at()).isEqualTo(1);
        travel.press("G", "[");
        assertThat(travel.at()).isEqualTo(3);
    }

    @Test
    void shouldReportWhyItDoesNotJump() {
        travel.press("j");
        travel.type("77");
        assertThat(model().message()).isEqualTo("there is no event 77; ids go from 0 to 4");
        travel.press("j");
        travel.type("noon");
        assertThat(model().message()).contains("'noon' is not a time").contains("10:42");
        assertThat(travel.at()).isEqualTo(4);
        travel.press(LEFT);
        assertThat(model().message()).isEmpty();
    }

    @Test
    void shouldEditTypedText() {
        travel.press("/");
        travel.press("a", "\ud83d\ude00", "\u007f", "q", "\u001b[D", "\u0003");
        assertThat(model().prompt().kind()).isEqualTo(TravelPrompt.Kind.NONE);
        assertThat(model().isEnded()).isFalse();
        travel.press("/", "a", "b", "\u0015", "\u007f");
        assertThat(model().prompt().kind()).isEqualTo(TravelPrompt.Kind.NONE);
    }

    @Test
    void shouldSearchForwardAndBack() {
        travel.press("g", "/");
        travel.type("order:price");
        assertThat(travel.at()).isEqualTo(2);
        assertThat(model().search().total()).isEqualTo(2);
        travel.press("n");
        assertThat(travel.at()).isEqualTo(4);
        travel.press("n");
        assertThat(travel.at()).isEqualTo(4);
        assertThat(model().message()).isEqualTo("no event found after this one");
        travel.press("N");
        assertThat(travel.at()).isEqualTo(2);
        travel.press("N");
        assertThat(model().message()).isEqualTo("no event found before this one");
        travel.press(ESC);
        assertThat(model().search()).isNull();
    }

    @Test
    void shouldSearchBackIfNoLaterEventMatches() {
        travel.press("/");
        travel.type("id=A-10");

        assertThat(travel.at()).isEqualTo(1);
    }

    @Test
    void shouldSearchBySourcesFieldsAndTimes() {
        travel.press("g", "/");
        travel.type("@plugin");
        assertThat(travel.at()).isEqualTo(2);
        travel.press("g", "/");
        travel.type("order:* @user address.city=Paris");
        assertThat(travel.at()).isEqualTo(4);
        travel.press("g", "/");
        travel.type("--type 'order:note' --since 09:25 note=null");
        assertThat(travel.at()).isEqualTo(3);
    }

    @Test
    void shouldReportAnInvalidQuery() {
        travel.press("/");
        travel.type("--since yesterday");
        assertThat(model().message()).contains("'yesterday' is not a time");
        travel.press("/");
        travel.type("--nonsense");
        assertThat(model().message()).contains("--nonsense");
        travel.press("/");
        travel.type("id=A-1 && price=10");
        assertThat(model().message()).contains("separate conditions by blanks");
        travel.press("/");
        travel.type("--session 1");
        assertThat(model().message()).contains("only Playhead files have sessions");
        assertThat(model().search()).isNull();
    }

    @Test
    void shouldOpenTheSearchPromptIfThereIsNoSearch() {
        travel.press("n");

        assertThat(model().prompt().kind()).isEqualTo(TravelPrompt.Kind.SEARCH);
    }

    @Test
    void shouldPlayFromTheStartIfTheCursorIsAtTheEnd() {
        travel.press(" ");
        assertThat(travel.at()).isZero();
        assertThat(model().player().isPlaying()).isTrue();
        travel.pass(SECOND / 2);
        assertThat(travel.at()).isZero();
        // the next event is ten minutes later in the file, but the player waits only one second
        travel.pass(SECOND / 2);
        assertThat(travel.at()).isEqualTo(1);
        travel.press(" ");
        travel.pass(10 * SECOND);
        assertThat(travel.at()).isEqualTo(1);
        travel.press(" ");
        travel.press(RIGHT);
        assertThat(travel.at()).isEqualTo(2);
        travel.pass(SECOND - 1);
        assertThat(travel.at())
                .as("the event at the cursor, because the move restarted the wait")
                .isEqualTo(2);
        travel.pass(1);
        assertThat(travel.at()).isEqualTo(3);
        travel.pass(SECOND);
        assertThat(travel.at()).isEqualTo(4);
        assertThat(model().player().isPlaying()).isFalse();
    }

    @Test
    void shouldChangeTheSpeed() {
        travel.press("+", "+");
        assertThat(model().player().speed()).isEqualTo(5);
        travel.press("-", "-", "-");
        assertThat(model().player().speed()).isEqualTo(0.5);
    }

    @Test
    void shouldWaitNoLongerThanUntilTheNextEvent() {
        assertThat(model().waitMillis()).isBetween(1L, 200L);
        travel.press(" ", " ");
        travel.press("g", " ");
        travel.pass(SECOND - 30_000_000);
        assertThat(model().waitMillis()).isEqualTo(30);
    }

    @Test
    void shouldShowAllPanesAndTheHelp() {
        assertThat(model().pane().content()).isEqualTo(TravelPane.Content.STATE);
        travel.press("\t");
        assertThat(model().pane().content()).isEqualTo(TravelPane.Content.PAYLOAD);
        travel.press("\t");
        assertThat(model().pane().content()).isEqualTo(TravelPane.Content.TYPES);
        travel.press("\t", "?");
        assertThat(model().pane().content()).isEqualTo(TravelPane.Content.STATE);
        assertThat(model().isHelping()).isTrue();
        travel.press(LEFT);
        assertThat(model().isHelping()).isFalse();
        assertThat(travel.at()).isEqualTo(4);
    }

    @Test
    void shouldCloseTheHelpByAnyKey() {
        for (String key : new String[] {"q", "Q", "?", "7", "Z", " ", "\u001b", "/"}) {
            travel.press("?", key);
            assertThat(model().isHelping()).as(key).isFalse();
            assertThat(model().isEnded()).as(key).isFalse();
            assertThat(model().prompt().isOpen()).as(key).isFalse();
        }
        assertThat(travel.at()).isEqualTo(4);
        travel.press("q");
        assertThat(model().isEnded()).isTrue();
    }

    @Test
    void shouldReportThatNothingWasFoundInEitherDirection() {
        travel.press("/");
        travel.type("id=nobody");
        assertThat(model().message()).isEqualTo("no event found");
        travel.press("n");
        assertThat(model().message()).isEqualTo("no event found");
        travel.press("N");
        assertThat(model().message()).isEqualTo("no event found");
        assertThat(travel.at()).isEqualTo(4);
        travel.press("1", "\r", "/");
        travel.type("id=A-10");
        assertThat(model().message()).isEqualTo("no other event found");
    }

    @Test
    void shouldQuitByControlCAndControlD() {
        for (String key : new String[] {"\u0003", "\u0004"}) {
            try (TravelFixture other =
                    new TravelFixture(folder.resolve("orders.jsonl"), false, new EntitiesView("id"))) {
                other.press("?", key);
                assertThat(other.model.isEnded()).isTrue();
            }
        }
    }

    @Test
    void shouldFollowAGrowingFile() {
        Path path = folder.resolve("live.playhead");
        try (EventHistory writer = EventHistory.open(path)) {
            writer.recordEvent(GridEvent.of("a", Map.of("id", "x")));
            writer.flush();
            try (TravelFixture live = new TravelFixture(path, false, new EntitiesView("id"))) {
                assertThat(live.at()).isZero();
                writer.recordEvent(GridEvent.of("b", Map.of("id", "y")));
                writer.flush();
                live.pass(SECOND);
                assertThat(live.at()).isEqualTo(1);
                assertThat(live.screen()).contains("2 events  live");

                live.press(LEFT);
                writer.recordEvent(GridEvent.of("c", Map.of("id", "z")));
                writer.flush();
                live.pass(SECOND);
                assertThat(live.at()).as("the cursor in the past").isZero();
                assertThat(live.model.lastSequence()).isEqualTo(2);
                live.press("G");
                assertThat(live.at()).isEqualTo(2);
                assertThat(live.model.countedEvents()).isEqualTo(3);
            }
        }
    }

    @Test
    void shouldSplitQueriesAsAShellDoes() {
        assertThat(TravelQuery.words("a  'b c' d=\"e f\" ")).containsExactly("a", "b c", "d=\"e f\"");
        assertThat(TravelQuery.words("")).isEmpty();
    }
}
