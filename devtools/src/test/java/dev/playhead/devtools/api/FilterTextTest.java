package dev.playhead.devtools.api;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.playhead.devtools.server.BadRequest;
import dev.playhead.event.GridEvent;
import dev.playhead.event.RecordedEvent;
import dev.playhead.filter.EventFilter;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class FilterTextTest {
    private static final RecordedEvent EVENT = RecordedEvent.of(
            7,
            GridEvent.of(
                            "cell:edit",
                            Map.of(
                                    "price",
                                    12,
                                    "text",
                                    "12",
                                    "name",
                                    "New York",
                                    "a.b",
                                    1,
                                    "a=b",
                                    2,
                                    "list",
                                    List.of(1, "Two"),
                                    "deep",
                                    Map.of("flag", true, "empty", "")))
                    .from("user"));

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|true",
                "`   `|true",
                "cell:edit|true",
                "cell:|false",
                "cell:*|true",
                "*edit*|true",
                "*:edit|true",
                "c*:*t|true",
                "c*:*x|false",
                "*|true",
                "@user|true",
                "@core|false",
                "@core @user|true",
                "@\"user\"|true",
                "@'user'|true",
                "@\"core\" @'user'|true",
                "-@\"user\"|false",
                "NOT @'my app'|true",
                "row:add cell:edit|true",
                "row:add cell:edit @core|false",
                "price=12|true",
                "price=12.0|true",
                "price=\"12\"|false",
                "price='12'|false",
                "text=12|true",
                "text=\"12\"|true",
                "price!=12|false",
                "price!=13|true",
                "missing!=13|false",
                "missing=null|false",
                "price>11|true",
                "price>12|false",
                "price>=12|true",
                "price<12.5|true",
                "price<=11|false",
                "text>11|false",
                "text>\"11\"|true",
                "name=\"New York\"|true",
                "name='New York'|true",
                "name=New York|false",
                "name~York|true",
                "name~york|false",
                "name~\"w Y\"|true",
                "list~1|true",
                "list~Two|true",
                "list~Tw|false",
                "list.1=Two|true",
                "deep~flag|true",
                "deep.flag=true|true",
                "deep.empty=\"\"|true",
                "a\\.b=1|true",
                "a\\=b=2|true",
                "\"new york\"|true",
                "'NEW Y'|true",
                "\"USER\"|true",
                "\"EDIT\"|true",
                "\"emp\"|true",
                "\"tru\"|true",
                "\"nothing of it\"|false",
                "\"\"|true",
                "NOT cell:edit|false",
                "NOT row:add|true",
                "-cell:edit|false",
                "-@core|true",
                "NOT -cell:edit|true",
                "NOT NOT cell:edit|true",
                "-price>20|true",
                "-missing>20|true",
                "NOT \"york\"|false",
                "-5|false",
                "-|false",
                "cell:* -@core price>10 'york'|true",
            })
    void shouldDecideWhetherAnEventMatches(String text, boolean matches) {
        assertThat(FilterText.parse(text).filter().test(EVENT)).isEqualTo(matches);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "=5|word==5 has no path",
                "cell:* price=|word=price= has no value",
                "price= 5|word=price= has no value",
                "\"open|word=\"open has no closing \"",
                "name='open|word=name='open has no closing '",
                "\"a\"b|word=\"a\"b continues after its closing quote",
                "@|word=@ has no source",
                "@''|word=@'' has no source",
                "@\"my app|word=@\"my app has no closing \"",
                "-@'my'app|word=@'my'app continues after its closing quote",
                "cell:edit NOT|word=NOT has no word after it",
            })
    void shouldNameTheWordThatIsWrong(String text, String message) {
        assertThatThrownBy(() -> FilterText.parse(text))
                .isInstanceOf(BadRequest.class)
                .hasMessageStartingWith(message);
    }

    @Test
    void shouldReadASourceInQuotes() {
        for (String text : List.of("@\"my \\\"app\\\"\"", "@'my \"app\"'", "@\"m\\u0079 \\\"app\\\"\"")) {
            assertThat(FilterText.parse(text).filter()).as(text).isEqualTo(EventFilter.source("my \"app\""));
            assertThat(FilterText.parse("-" + text).filter())
                    .as(text)
                    .isEqualTo(EventFilter.source("my \"app\"").negate());
        }
        assertThat(FilterText.parse("@it's").filter()).isEqualTo(EventFilter.source("it's"));
    }

    @Test
    void shouldUseIndexedConditions() {
        assertThat(FilterText.parse("cell:edit").filter()).isEqualTo(EventFilter.typeIs("cell:edit"));
        assertThat(FilterText.parse("cell:*").filter()).isEqualTo(EventFilter.typeStartsWith("cell:"));
        assertThat(FilterText.parse("@user").filter()).isEqualTo(EventFilter.source("user"));
        assertThat(FilterText.parse("price=12").filter())
                .isEqualTo(EventFilter.payloadField("price", 12).or(EventFilter.payloadField("price", "12")));
        assertThat(FilterText.parse("  ").filter()).isEqualTo(EventFilter.all());
    }

    @ParameterizedTest
    @ValueSource(strings = {"cell:edit row:* -@core price=1 NOT a=\"b\"", "*x*", "@a @b"})
    void shouldBeExactWithoutAPredicate(String text) {
        assertThat(FilterText.parse(text).exact()).isTrue();
    }

    @ParameterizedTest
    @ValueSource(strings = {"price>1", "price!=1", "\"x\"", "a~b", "a*b", "cell:edit -price<1"})
    void shouldNotBeExactWithAPredicate(String text) {
        assertThat(FilterText.parse(text).exact()).isFalse();
    }
}
