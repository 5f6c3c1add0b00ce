package dev.playhead.bus;

import static org.assertj.core.api.Assertions.assertThat;

import dev.playhead.event.TypePattern;
import org.junit.jupiter.api.Test;

class HandlerTableTest {
    private static Handler handler(String pattern, SubscribeOption... options) {
        return new Handler(TypePattern.of(pattern), e -> {}, options);
    }

    @Test
    void shouldRememberTheHandlersOfAType() {
        HandlerTable table = new HandlerTable().with(handler("a*")).with(handler("b"));

        assertThat(table.forType("abc")).hasSize(1).isSameAs(table.forType("abc"));
        assertThat(table.forType("c")).isEmpty();
        assertThat(table.rememberedTypes()).isEqualTo(2);
    }

    @Test
    void shouldLimitTheNumberOfRememberedTypes() {
        HandlerTable table = new HandlerTable().with(handler("*"));

        for (int i = 0; i < 10 * HandlerTable.MAX_TYPES; i++) {
            assertThat(table.forType("type " + i)).hasSize(1);
            assertThat(table.rememberedTypes()).isLessThanOrEqualTo(HandlerTable.MAX_TYPES);
        }
    }

    @Test
    void shouldForgetTypesWhenHandlersChange() {
        Handler first = handler("*");
        Handler second = handler("*");
        HandlerTable table = new HandlerTable().with(first);
        table.forType("a");

        HandlerTable more = table.with(second);

        assertThat(more.forType("a")).containsExactly(first, second);
        assertThat(more.without(first).forType("a")).containsExactly(second);
        assertThat(table.forType("a")).containsExactly(first);
    }

    @Test
    void shouldReturnTheSameTableIfTheHandlerToRemoveIsAbsent() {
        HandlerTable table = new HandlerTable().with(handler("*"));

        assertThat(table.without(handler("*"))).isSameAs(table);
    }
}
