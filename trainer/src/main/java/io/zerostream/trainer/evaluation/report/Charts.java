package io.zerostream.trainer.evaluation.report;

import io.zerostream.model.matching.SeenPenalty;
import io.zerostream.trainer.evaluation.Evaluation;
import io.zerostream.trainer.evaluation.LossPoint;
import io.zerostream.trainer.evaluation.Trial;
import java.awt.Color;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Locale;
import java.util.stream.IntStream;
import org.knowm.xchart.BitmapEncoder;
import org.knowm.xchart.BitmapEncoder.BitmapFormat;
import org.knowm.xchart.HeatMapChart;
import org.knowm.xchart.HeatMapChartBuilder;
import org.knowm.xchart.XYChart;
import org.knowm.xchart.XYChartBuilder;
import org.knowm.xchart.XYSeries;
import org.knowm.xchart.internal.chartpart.Chart;
import org.knowm.xchart.style.markers.SeriesMarkers;

/** The plots of a report, as PNG in data URIs. */
public final class Charts {
    private static final int WIDTH = 760;
    private static final int HEIGHT = 340;

    private Charts() {}

    /** Loss by step over all stages. */
    public static String losses(List<LossPoint> points) {
        XYChart chart = lines("Loss", "step", "loss");
        for (String stage : points.stream().map(LossPoint::stage).distinct().toList()) {
            List<LossPoint> mine =
                    points.stream().filter(p -> p.stage().equals(stage)).toList();
            add(
                    chart,
                    stage,
                    mine.stream().mapToDouble(LossPoint::step).toArray(),
                    mine.stream().mapToDouble(LossPoint::loss).toArray());
        }
        return png(chart);
    }

    /** T1 and best H on validation classes by step. */
    public static String trials(List<Trial> trials) {
        XYChart chart = lines("Validation classes", "step of stage one", "share");
        double[] steps = trials.stream().mapToDouble(Trial::step).toArray();
        add(
                chart,
                "T1",
                steps,
                trials.stream().mapToDouble(t -> t.figures().t1().mean()).toArray());
        add(
                chart,
                "H, best γ",
                steps,
                trials.stream().mapToDouble(t -> t.figures().bestH()).toArray());
        return png(chart);
    }

    /** U, S and H by γ. */
    public static String gammas(List<Evaluation.Point> curve, SeenPenalty chosen) {
        XYChart chart = lines(String.format(Locale.ROOT, "Seen-class penalty (in use: %s)", chosen), "γ", "share");
        double[] gammas = curve.stream().mapToDouble(Evaluation.Point::gamma).toArray();
        add(chart, "U", gammas, curve.stream().mapToDouble(Evaluation.Point::u).toArray());
        add(chart, "S", gammas, curve.stream().mapToDouble(Evaluation.Point::s).toArray());
        add(chart, "H", gammas, curve.stream().mapToDouble(Evaluation.Point::h).toArray());
        return png(chart);
    }

    /** Confusion matrix, true classes from top to bottom. */
    public static String confusion(int[][] matrix, List<String> names) {
        int n = matrix.length;
        HeatMapChart chart = new HeatMapChartBuilder()
                .width(1500)
                .height(1500)
                .title("True class (rows) and found class (columns), pictures")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setShowValue(false);
        chart.getStyler().setLegendVisible(false);
        chart.getStyler().setRangeColors(new Color[] {Color.WHITE, new Color(0x2b6cb0), new Color(0x1a202c)});
        chart.getStyler().setXAxisLabelRotation(90);
        chart.getStyler()
                .setAxisTickLabelsFont(chart.getStyler().getAxisTickLabelsFont().deriveFont(8f));
        List<Number[]> cells = new ArrayList<>();
        for (int row = 0; row < n; row++) {
            for (int column = 0; column < n; column++) {
                cells.add(new Number[] {column, n - 1 - row, matrix[row][column]});
            }
        }
        List<String> upward =
                IntStream.range(0, n).mapToObj(i -> names.get(n - 1 - i)).toList();
        chart.addSeries("pictures", names, upward, cells);
        return png(chart);
    }

    /**
     * Points in a plane, a colour and a mark for each class.
     *
     * @param points rows of two
     * @param classes of the points
     * @param names of all classes
     */
    public static String map(float[][] points, int[] classes, List<String> names) {
        XYChart chart = new XYChartBuilder()
                .width(1000)
                .height(760)
                .title("Semantic vectors of test pictures, by class (UMAP, cosine)")
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        chart.getStyler().setDefaultSeriesRenderStyle(XYSeries.XYSeriesRenderStyle.Scatter);
        chart.getStyler().setMarkerSize(6);
        // the axes of such a map mean nothing
        chart.getStyler().setAxisTicksVisible(false);
        for (int shown : IntStream.of(classes).distinct().sorted().toArray()) {
            int[] mine = IntStream.range(0, classes.length)
                    .filter(i -> classes[i] == shown)
                    .toArray();
            chart.addSeries(
                    names.get(shown),
                    IntStream.of(mine).mapToDouble(i -> points[i][0]).toArray(),
                    IntStream.of(mine).mapToDouble(i -> points[i][1]).toArray());
        }
        return png(chart);
    }

    private static XYChart lines(String title, String x, String y) {
        XYChart chart = new XYChartBuilder()
                .width(WIDTH)
                .height(HEIGHT)
                .title(title)
                .xAxisTitle(x)
                .yAxisTitle(y)
                .build();
        chart.getStyler().setChartBackgroundColor(Color.WHITE);
        return chart;
    }

    private static void add(XYChart chart, String name, double[] x, double[] y) {
        if (x.length > 0) {
            chart.addSeries(name, x, y).setMarker(x.length > 40 ? SeriesMarkers.NONE : SeriesMarkers.CIRCLE);
        }
    }

    private static String png(Chart<?, ?> chart) {
        try {
            return "data:image/png;base64,"
                    + Base64.getEncoder().encodeToString(BitmapEncoder.getBitmapBytes(chart, BitmapFormat.PNG));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
