#pragma once

#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/studies/fit.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

struct ClusteringDiagramSettings {
    SceneDocument document;  ///< only model.attention, time.tolerance and solver are used
    std::vector<double> betas{0.5, 1, 1.5, 2, 2.5, 3, 3.5, 4, 4.5, 5, 5.5, 6};
    int systems = 512;
};
/// @throws InputError  for any other key
ClusteringDiagramSettings clustering_diagram_settings(const std::vector<Assignment>& set);

/// Share of many small systems whose tokens are all at one place by time t, over t and β: independent uniform tokens on
/// the circle and on S^2, an ensemble by a sweep over β and seeds.
///
/// The front, the time by which half of the systems have gathered, moves like e^{cβ}: what is left to do by then is
/// that the last clusters meet, which takes e^{β(1-ρ)} (MS prop. 3.11), 0 < 1-ρ < 2 for two points of a sphere.
struct ClusteringDiagram {
    static constexpr const char* title = "By when have small systems gathered? Share of an ensemble over time and β";
    static constexpr const char* source =
        "after Geshkovski, Letrouit, Polyanskiy, Rigollet, A mathematical perspective on transformers; by a sweep";
    static constexpr int tokens = 32;
    static constexpr double first_decade = -1, last_decade = 6;  ///< of the time axis
    static constexpr int rows_per_decade = 8;
    /// From this β on the front is fitted: below, tokens gather within O(1), and no wait decides.
    static constexpr double front_from = 2;

    /// Everything of one dimension.
    struct Diagram {
        int dimension = 2;
        std::vector<std::vector<double>> times;  ///< by β: when each system had gathered, rising; +inf: not by the end
        std::vector<double> median;              ///< by β
        Line front;                              ///< log of the median over β, from front_from on
        double worst = 0;                        ///< largest distance of log of a median from the front
        /// Share of the systems at one β that had gathered by a time.
        double share(std::size_t beta, double time) const;
    };

    ClusteringDiagramSettings settings;
    std::vector<Diagram> diagrams;  ///< circle, S^2
    double seconds = 0;
};
/// @throws RunError  a run failed
ClusteringDiagram compute_clustering_diagram(const ClusteringDiagramSettings& settings, const Progress& progress);
/// File clustering-diagram: the shares.
Result result_of(const ClusteringDiagram& study);

}  // namespace coalesce::studies
