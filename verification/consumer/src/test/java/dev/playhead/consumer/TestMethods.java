package dev.playhead.consumer;

import java.lang.annotation.Annotation;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A program that runs all test methods of a test class in a document, including inherited methods. */
final class TestMethods {
    private TestMethods() {}

    private static List<Method> annotated(Class<?> type, Class<? extends Annotation> annotation) {
        List<Method> methods = new ArrayList<>();
        for (Class<?> declaring = type; declaring != null; declaring = declaring.getSuperclass()) {
            for (Method method : declaring.getDeclaredMethods()) {
                if (method.isAnnotationPresent(annotation)) {
                    method.setAccessible(true);
                    methods.add(method);
                }
            }
        }
        return methods;
    }

    public static void main(String[] arguments) throws Exception {
        Class<?> type = Class.forName(arguments[0]);
        Constructor<?> constructor = type.getDeclaredConstructor();
        constructor.setAccessible(true);
        List<Method> tests = annotated(type, Test.class);
        if (tests.isEmpty()) {
            throw new IllegalStateException(type + " has no test");
        }
        for (Method test : tests) {
            Object instance = constructor.newInstance();
            test.invoke(instance);
            for (Method after : annotated(type, AfterEach.class)) {
                after.invoke(instance);
            }
        }
    }
}
