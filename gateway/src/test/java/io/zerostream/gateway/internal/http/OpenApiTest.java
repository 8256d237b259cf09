package io.zerostream.gateway.internal.http;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.PropertyNamingStrategies.SnakeCaseStrategy;
import io.zerostream.gateway.internal.cameras.CameraRequest;
import io.zerostream.gateway.internal.feedback.FeedbackRequest;
import io.zerostream.gateway.internal.live.LabelRef;
import io.zerostream.gateway.internal.registry.ClassCheck;
import io.zerostream.gateway.internal.registry.ClassRequest;
import io.zerostream.gateway.internal.registry.Refusal;
import io.zerostream.gateway.internal.registry.SetRequest;
import io.zerostream.gateway.internal.review.ExamplesRequest;
import io.zerostream.gateway.internal.view.DeadLetterView;
import io.zerostream.gateway.internal.view.DifferenceView;
import io.zerostream.gateway.internal.view.FeedbackView;
import io.zerostream.gateway.internal.view.HistorySourcesView;
import io.zerostream.gateway.internal.view.HistoryView;
import io.zerostream.gateway.internal.view.LabelView;
import io.zerostream.gateway.internal.view.MarkView;
import io.zerostream.gateway.internal.view.ReviewView;
import io.zerostream.gateway.internal.view.RevisionView;
import io.zerostream.gateway.internal.view.RunningView;
import io.zerostream.gateway.internal.view.ShadowView;
import io.zerostream.gateway.internal.view.WhyView;
import io.zerostream.model.classes.Neighbour;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** {@code /openapi.json} says what is so. */
class OpenApiTest {
    private static final Pattern IN_PATH = Pattern.compile("\\{(\\w+)}");

    private static TestServer server;
    private static JsonNode document;

    @BeforeAll
    static void ask() throws Exception {
        server = new TestServer();
        document = new Http(server.url()).get("/openapi.json").body();
    }

    @AfterAll
    static void stop() {
        server.close();
    }

    @Test
    void hasEveryRequestAndNoOther() {
        assertThat(document.path("openapi").asText()).startsWith("3.1.");
        List<String> written = operations().map(Operation::name).toList();
        assertThat(written).hasSizeGreaterThan(40);
        assertThat(server.routes())
                // what browsers load
                .filteredOn(route -> !route.equals("GET /") && !route.contains(" /console/"))
                .containsExactlyInAnyOrderElementsOf(written);
    }

    @Test
    void everyOperationHasItsNameItsPathAndItsErrors() {
        assertThat(operations().map(o -> o.json().path("operationId").asText()))
                .doesNotContain("")
                .doesNotHaveDuplicates();
        operations().forEach(operation -> {
            List<String> declared = new ArrayList<>();
            for (JsonNode parameter : operation.json().path("parameters")) {
                JsonNode known = found(parameter.path("$ref").asText());
                if (known.path("in").asText().equals("path")) {
                    declared.add(known.path("name").asText());
                }
            }
            assertThat(declared)
                    .as(operation.name())
                    .containsExactlyElementsOf(IN_PATH.matcher(operation.path())
                            .results()
                            .map(r -> r.group(1))
                            .toList());
            assertThat(operation.json().path("responses").has("default"))
                    .as(operation.name())
                    .isTrue();
        });
    }

    @Test
    void everyReferenceLeadsSomewhere() {
        List<JsonNode> references = document.findValues("$ref");
        assertThat(references).hasSizeGreaterThan(100).allSatisfy(reference -> assertThat(
                        found(reference.asText()).isMissingNode())
                .as(reference.asText())
                .isFalse());
    }

    @Test
    void hasEveryErrorCode() {
        List<String> codes = new ArrayList<>();
        document.at("/components/schemas/Body/properties/code/enum").forEach(code -> codes.add(code.asText()));
        assertThat(codes)
                .containsExactlyInAnyOrderElementsOf(
                        Arrays.stream(Refusal.values()).map(Refusal::code).toList());
    }

    static Stream<Class<?>> records() {
        return Stream.of(
                UploadRequest.class,
                UploadRequest.Image.class,
                UploadRoutes.Answer.class,
                UploadRoutes.Item.class,
                ImageRoutes.Accepted.class,
                ErrorAnswers.Body.class,
                LiveRoutes.Labels.class,
                HealthRoutes.Probe.class,
                SourceRoutes.Forgotten.class,
                DeadLetterRoutes.DeadLetters.class,
                DeadLetterRoutes.RetryRequest.class,
                DeadLetterRoutes.Retried.class,
                DeadLetterRoutes.NotRetried.class,
                LabelView.class,
                WhyView.class,
                WhyView.Sign.class,
                WhyView.Near.class,
                WhyView.WouldChange.class,
                WhyView.Threshold.class,
                WhyView.Penalty.class,
                WhyView.Attributes.class,
                WhyView.Altered.class,
                WhyView.AttentionView.class,
                WhyView.Looks.class,
                RunningView.class,
                ShadowView.class,
                ShadowView.OfClass.class,
                ShadowView.Disagreement.class,
                ShadowView.OfVersion.class,
                HistoryView.class,
                HistoryView.Totals.class,
                HistoryView.ClassHistory.class,
                HistoryView.BaselineView.class,
                MarkView.class,
                HistorySourcesView.class,
                HistorySourcesView.SeriesView.class,
                DeadLetterView.class,
                InferRequest.class,
                InferRequest.Input.class,
                InferAnswer.class,
                InferAnswer.Tensor.class,
                ReviewView.class,
                ReviewView.Group.class,
                ExamplesRequest.class,
                ReviewRoutes.Mean.class,
                FeedbackRequest.class,
                LabelRef.class,
                FeedbackRoutes.Said.class,
                FeedbackView.class,
                CameraRequest.class,
                SetRequest.class,
                ClassCheck.class,
                Neighbour.class,
                SetRoutes.Revisions.class,
                RevisionView.class,
                RevisionView.Changes.class,
                RevisionView.InUseView.class,
                DifferenceView.class,
                DifferenceView.ClassDifference.class,
                DifferenceView.SettingDifference.class,
                SetRoutes.Imported.class,
                ClassRequest.class,
                DeploymentRoutes.Activation.class,
                DeploymentRoutes.Rollback.class,
                DeploymentRoutes.Canary.class,
                DeploymentRoutes.Shadow.class,
                DeploymentRoutes.Use.class,
                DeploymentRoutes.SetRollback.class);
    }

    @ParameterizedTest
    @MethodSource("records")
    void aSchemaHasTheFieldsOfItsRecord(Class<?> type) {
        SnakeCaseStrategy snake = new SnakeCaseStrategy();
        List<String> fields = new ArrayList<>();
        document.at("/components/schemas/" + type.getSimpleName() + "/properties")
                .fieldNames()
                .forEachRemaining(fields::add);
        assertThat(fields)
                .containsExactlyInAnyOrderElementsOf(Arrays.stream(type.getRecordComponents())
                        .filter(component -> !component.getAccessor().isAnnotationPresent(JsonIgnore.class))
                        .map(RecordComponent::getName)
                        .map(snake::translate)
                        .toList());
    }

    private record Operation(String method, String path, JsonNode json) {
        String name() {
            return method.toUpperCase(Locale.ROOT) + ' ' + path;
        }
    }

    private static Stream<Operation> operations() {
        return document.path("paths").properties().stream().flatMap(path -> path.getValue().properties().stream()
                .map(method -> new Operation(method.getKey(), path.getKey(), method.getValue())));
    }

    private static JsonNode found(String reference) {
        return document.at(reference.substring(1));
    }
}
