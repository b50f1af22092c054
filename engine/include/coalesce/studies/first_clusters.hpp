#pragma once

#include <vector>

#include "coalesce/document/scene_document.hpp"
#include "coalesce/studies/progress.hpp"
#include "coalesce/studies/result.hpp"

namespace coalesce::studies {

struct FirstClustersSettings {
    SceneDocument document;  ///< only time.dt and solver are used
    std::vector<double> betas{5, 10, 20, 40};
    int seeds = 8;
};
/// @throws InputError  for any other key
FirstClustersSettings first_clusters_settings(const std::vector<Assignment>& set);

/// Number of clusters that an even crowd first falls into, on the circle and on S^2, by sweeps over β and seeds,
/// against the number of maxima of ripples that have grown from chance (theory/first_clusters.hpp).
struct FirstClusters {
    static constexpr const char* title = "How many clusters first? Ripples of chance, grown";
    static constexpr const char* source =
        "linear growth about the uniform law and the maxima of Gaussian fields, beyond the paper; by sweeps over seeds";
    /// Tokens on the circle and on S^2: at least 80 a cluster at β = 40, so that chance alone makes no cluster.
    static constexpr int circle_tokens = 1500, sphere_tokens = 3000;
    /// By now the number has reached its largest value and begun to fall by merges, at every β.
    static constexpr double until = 8;
    /// Bounds the relative distance of a mean number from the expected one, beyond three standard errors. Counting
    /// maxima of the linear field leaves out that some vanish and some part while ripples stop being linear; both are
    /// of the order of the ripples' relative width, 1/(number of waves around), 1/7 at β = 20.
    static constexpr double allowed_distance = 0.15;

    struct Point {
        double beta = 0;
        double mean = 0, error = 0;  ///< over the seeds
        double least = 0, most = 0;  ///< of them
        double expected = 0;
        double distance() const;  ///< relative, beyond three standard errors of the mean
    };

    FirstClustersSettings settings;
    std::vector<Point> circle, sphere;
    double seconds = 0;
};
/// @throws RunError  a run failed
FirstClusters compute_first_clusters(const FirstClustersSettings& settings, const Progress& progress);
Result result_of(const FirstClusters& study);

}  // namespace coalesce::studies
