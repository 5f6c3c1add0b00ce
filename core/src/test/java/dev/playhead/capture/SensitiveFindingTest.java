package dev.playhead.capture;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.GridEvent;
import dev.playhead.event.PlainData;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.Test;

class SensitiveFindingTest {
    private static final String CARD = "4111 1111 1111 1111";
    private static final SensitiveData RULES = SensitiveData.defaults().withValues();

    private static GridEvent event(Object payload) {
        return GridEvent.of("t", PlainData.of(payload));
    }

    private static List<String> paths(Object payload) {
        return RULES.findings(event(payload)).stream()
                .map(SensitiveFinding::path)
                .toList();
    }

    @Test
    void shouldFindValuesByNameAndByForm() {
        assertThat(RULES.findings(event(Map.of("card", Map.of("text", "paid with " + CARD)))))
                .containsExactly(new SensitiveFinding(
                        "payload.card.text", "payload.card.text", Set.of(SensitiveValue.CARD_NUMBER)));
        assertThat(RULES.findings(event(Map.of("password", "x"))))
                .containsExactly(new SensitiveFinding("payload.password", "payload.password", Set.of()))
                .allMatch(SensitiveFinding::isByName);
        assertThat(RULES.findings(event(Map.of("cardNumber", 4_111_111_111_111_111L))))
                .extracting(SensitiveFinding::kinds)
                .containsExactly(Set.of(SensitiveValue.CARD_NUMBER));
        assertThat(paths(CARD)).containsExactly("payload");
        assertThat(paths(Map.of("price", 12, "note", "paid"))).isEmpty();
    }

    @Test
    void shouldNameAllElementsOfAListAlike() {
        List<SensitiveFinding> found = RULES.findings(
                event(Map.of("cards", List.of(Map.of("no", 1), Map.of("no", CARD), Map.of("no", CARD)))));

        assertThat(found)
                .extracting(SensitiveFinding::path)
                .containsExactly("payload.cards.1.no", "payload.cards.2.no");
        assertThat(found).extracting(SensitiveFinding::field).containsOnly("payload.cards.*.no");
    }

    @Test
    void shouldCountASensitiveMapOnce() {
        assertThat(paths(Map.of("credentials", Map.of("password", "x", "card", CARD))))
                .containsExactly("payload.credentials");
    }

    @Test
    void shouldHideKeysThatAreSensitive() {
        assertThat(paths(Map.of(CARD, Map.of("password", "x"))))
                .containsExactlyInAnyOrder("payload.***", "payload.***.password");
        assertThat(SensitiveData.defaults().findings(event(Map.of("ada@example.com", Map.of("password", "x")))))
                .as("a key that is an e-mail address is hidden although these rules do not look for e-mail addresses")
                .extracting(SensitiveFinding::path)
                .containsExactly("payload.***.password");
    }

    @Test
    void shouldEscapeDotsInKeys() {
        assertThat(paths(Map.of("a.b\\c", Map.of("password", "x")))).containsExactly("payload.a\\.b\\\\c.password");
    }

    @Test
    void shouldExamineAllPartsOfAnEvent() {
        GridEvent event = GridEvent.of("paid " + CARD, PlainData.of(Map.of("pwd", 1)))
                .from("DE89370400440532013000")
                .with("authorization", "Bearer abcdef123456");

        assertThat(RULES.findings(event))
                .extracting(SensitiveFinding::path)
                .containsExactly("type", "source", "payload.pwd", "metadata.authorization");
        assertThat(RULES.withTypes("paid*").findings(event))
                .extracting(SensitiveFinding::path)
                .containsExactly("type", "source", "payload", "metadata.authorization");
    }

    @Test
    void shouldNotFindWhatIsEmptyOrCutOut() {
        Map<String, Object> empty = new HashMap<>();
        empty.put("password", null);
        empty.put("secret", "");
        empty.put("tokens", new ArrayList<>());
        empty.put("credentials", Map.of());
        assertThat(paths(empty)).isEmpty();
        assertThat(RULES.findings("context", Map.of("password", "(sensitive)"))).isEmpty();

        GridEvent cut = RULES.apply(event(Map.of("password", "x", CARD, CARD, "list", Arrays.asList(CARD, 1))));
        assertThat(RULES.findings(cut)).isEmpty();
        GridEvent typed = RULES.withTypes("t").apply(event("x"));
        assertThat(RULES.withTypes("t").findings(typed)).isEmpty();
    }

    @Test
    void shouldFindInMapsOfNotes() {
        assertThat(RULES.findings("context", Map.of("user", "ada", "apiKey", "x")))
                .extracting(SensitiveFinding::path)
                .containsExactly("context.apiKey");
    }
}
