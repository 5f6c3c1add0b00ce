package dev.playhead.timetravel;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.EventHistory;
import dev.playhead.SharedData;
import dev.playhead.event.PlainData;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import dev.playhead.io.ImportOptions;
import dev.playhead.storage.RetentionPolicy;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.pcollections.PMap;
import tools.jackson.core.JsonParser;
import tools.jackson.core.JsonToken;
import tools.jackson.core.ObjectReadContext;
import tools.jackson.core.json.JsonFactory;

/**
 * Tests with the recorded edits of 84 real spreadsheet documents, and the known final tables of 24 of these documents.
 */
class GristTest {
    private static final int DOCUMENTS = 24;

    private final Map<String, Map<?, ?>> expected = new TreeMap<>();
    private final EventHistory history =
            EventHistory.builder().retention(RetentionPolicy.unlimited()).build();

    @BeforeEach
    void load() throws IOException {
        Path edits = SharedData.file("grist-grid-edits.jsonl.gz");
        try (InputStream in = Files.newInputStream(SharedData.file("grist-final-state.json"));
                JsonParser json = JsonFactory.builder().build().createParser(ObjectReadContext.empty(), in)) {
            json.nextToken();
            Map<?, ?> documents = (Map<?, ?>) ((Map<?, ?>) read(json)).get("docs");
            documents.forEach((name, document) -> expected.put((String) name, (Map<?, ?>) document));
        }
        assertThat(history.importFrom(edits, ImportOptions.strictly()).imported())
                .isEqualTo(6_186);
        assertThat(expected).hasSize(DOCUMENTS);
    }

    @AfterEach
    void close() {
        history.close();
    }

    private static @Nullable Object read(JsonParser json) {
        return switch (json.currentToken()) {
            case START_OBJECT -> {
                Map<String, @Nullable Object> object = new LinkedHashMap<>();
                while (json.nextToken() == JsonToken.PROPERTY_NAME) {
                    String name = json.currentName();
                    json.nextToken();
                    object.put(name, read(json));
                }
                yield object;
            }
            case START_ARRAY -> {
                List<@Nullable Object> array = new ArrayList<>();
                while (json.nextToken() != JsonToken.END_ARRAY) {
                    array.add(read(json));
                }
                yield array;
            }
            case VALUE_NULL -> null;
            case VALUE_TRUE, VALUE_FALSE -> json.getBooleanValue();
            case VALUE_NUMBER_INT -> json.getLongValue();
            case VALUE_NUMBER_FLOAT -> json.getDoubleValue();
            default -> json.getString();
        };
    }

    /**
     * Converts tables to a form that can be compared with the file of expected tables. A placeholder replaces each
     * list, because the file encodes lists differently.
     */
    private static Map<String, Object> comparable(PMap<String, Grist.Table> tables) {
        Map<String, Object> all = new TreeMap<>();
        tables.forEach((name, table) -> {
            Map<String, Object> rows = new TreeMap<>();
            table.rows().forEach((id, cells) -> rows.put(id.toString(), withoutLists(cells)));
            all.put(name, Map.of("columns", List.copyOf(table.columns()), "rows", rows));
        });
        return all;
    }

    private static Map<String, Object> comparable(Map<?, ?> expectedTables) {
        Map<String, Object> all = new TreeMap<>();
        expectedTables.forEach((name, table) -> {
            Map<String, Object> rows = new TreeMap<>();
            ((Map<?, ?>) ((Map<?, ?>) table).get("rows"))
                    .forEach((id, cells) -> rows.put((String) id, withoutLists((Map<?, ?>) cells)));
            all.put((String) name, Map.of("columns", ((Map<?, ?>) table).get("columns"), "rows", rows));
        });
        return all;
    }

    private static Map<String, @Nullable Object> withoutLists(Map<?, ?> cells) {
        Map<String, @Nullable Object> row = new TreeMap<>();
        cells.forEach((column, value) -> row.put((String) column, value instanceof List<?> ? "complex" : value));
        return row;
    }

    private void assertFinalTables(EventSnapshot snapshot, String document) {
        Map<String, Object> actual = comparable(snapshot.state(Grist.document(document)));
        Map<String, Object> wanted =
                comparable((Map<?, ?>) expected.get(document).get("tables"));
        assertThat(PlainData.equal(actual, wanted))
                .as("%s:%n%s%nexpected:%n%s", document, actual, wanted)
                .isTrue();
    }

    @Test
    void shouldReachTheFinalTablesOfEveryDocument() {
        for (String document : expected.keySet()) {
            assertThat(history.count(EventFilter.source(document)))
                    .as(document)
                    .isEqualTo(expected.get(document).get("actions"));
            assertFinalTables(history.timeline().snapshot(), document);
        }
    }

    @Test
    void shouldReachTheFinalTablesEvenIfMostEventsAreEvicted() {
        List<Projection<PMap<String, Grist.Table>>> documents =
                expected.keySet().stream().map(Grist::document).toList();
        try (EventHistory small = EventHistory.builder()
                .capacity(300)
                .projection(documents.toArray(Projection[]::new))
                .build()) {
            small.importFrom(SharedData.file("grist-grid-edits.jsonl.gz"));
            EventSnapshot end = small.timeline().snapshot();
            EventSnapshot all = history.timeline().snapshot();
            for (Projection<PMap<String, Grist.Table>> document : documents) {
                assertThat(end.state(document)).as(document.name()).isEqualTo(all.state(document));
            }
            assertThat(small.stats().evicted()).isEqualTo(6_186 - 300);
        }
    }

    @Test
    void shouldReturnTheSameAsAFoldFromTheStartAtRandomPositions() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<RecordedEvent> events = history.getEvents();
        List<String> documents = List.copyOf(expected.keySet());
        for (int i = 0; i < 100; i++) {
            Projection<PMap<String, Grist.Table>> document =
                    Grist.document(documents.get(random.nextInt(documents.size())));
            int position = random.nextInt(events.size());
            PMap<String, Grist.Table> tables = document.initial();
            for (RecordedEvent event : events.subList(0, position + 1)) {
                tables = document.apply(tables, event);
            }

            assertThat(history.jumpToEvent(events.get(position).id()).state(document))
                    .as("seed=%s position=%s %s", seed, position, document.name())
                    .isEqualTo(tables);
        }
    }

    @Test
    void shouldReturnTheSameAsAFoldFromTheStartIfAllActionsAreQueriedInRandomOrder() {
        long seed = new Random().nextLong();
        Random random = new Random(seed);
        List<RecordedEvent> events = history.getEvents();
        for (String name : expected.keySet()) {
            Projection<PMap<String, Grist.Table>> document = Grist.document(name);
            List<PMap<String, Grist.Table>> states = new ArrayList<>();
            List<Integer> places = new ArrayList<>();
            PMap<String, Grist.Table> tables = document.initial();
            for (RecordedEvent event : events) {
                tables = document.apply(tables, event);
                states.add(tables);
                if (event.source().equals(name)) {
                    places.add(states.size() - 1);
                }
            }
            Collections.shuffle(places, random);
            for (int place : places) {
                assertThat(history.getEventSnapshotAtSequence(events.get(place).sequence())
                                .state(document))
                        .as("seed=%s position=%s %s", seed, place, name)
                        .isEqualTo(states.get(place));
            }
        }
    }

    @Test
    void shouldListTheChangesOfACell() {
        Projection<PMap<String, Grist.Table>> document = Grist.document("ACL-Test");
        List<Change<Object>> changes = history.timeline().changesOf(document, tables -> {
            Grist.Table table = tables.get("ClientsTable");
            PMap<String, Object> row = table == null ? null : table.rows().get(1L);
            return row == null ? null : row.get("Last_Name");
        });

        assertThat(changes).isNotEmpty();
        assertThat(changes.get(0).before()).isNull();
        assertThat(changes.get(changes.size() - 1).after()).isEqualTo("Dawber");
        for (int i = 1; i < changes.size(); i++) {
            assertThat(changes.get(i).before()).isEqualTo(changes.get(i - 1).after());
        }
    }
}
