#pragma once

#include "coalesce/studies/paper.hpp"
#include "figure/figure.hpp"

namespace coalesce::figure {

// One file a figure: its page and its plots. What they show is computed and judged in engine/studies.

/// MS Figs. 1 to 3 in fixed steps. Throws InputError as paper_scene.
std::unique_ptr<Figure> make_paper(const studies::PaperSpec& spec, const std::vector<Assignment>& set, Theme theme);

/// MS Fig. 4: the energy of the scene ms4 on log time, its three phases, and spheres on the way.
std::unique_ptr<Figure> make_ms4(const std::vector<Assignment>& set, Theme theme);
/// DM §6: the energy of five tokens on the circle against log time at several β, jumps where the pairing law puts them.
std::unique_ptr<Figure> make_staircase(const std::vector<Assignment>& set, Theme theme);
/// MF: ρ and the time to gather against γ = β/log n in the equiangular model, with direct particles: the
/// transition of softmax, and that unnormalised attention has none.
std::unique_ptr<Figure> make_transition(const std::vector<Assignment>& set, Theme theme);
/// Softmax beside unnormalised attention from the same tokens: spheres at the same times, energy, clusters, and the
/// time in which a crowd contracts against its mass.
std::unique_ptr<Figure> make_sa_usa(const std::vector<Assignment>& set, Theme theme);
/// Growth rates of ripples about the uniform law on the circle and on S^2, against theory.
std::unique_ptr<Figure> make_growth(const std::vector<Assignment>& set, Theme theme);
/// W1 to the heat law on the circle: its bias against β by the mean-field equation, its noise against N by tokens.
std::unique_ptr<Figure> make_convergence(const std::vector<Assignment>& set, Theme theme);
/// Lengths of the plateau of two clusters against β at three angles, by a sweep over seeds, with the pairing law.
std::unique_ptr<Figure> make_lifetimes(const std::vector<Assignment>& set, Theme theme);
/// Number of clusters that an even crowd first falls into against β, circle and S^2, with the maxima of grown ripples.
std::unique_ptr<Figure> make_first_clusters(const std::vector<Assignment>& set, Theme theme);
/// Share of many small systems that have gathered by time t over t and β, circle and S^2, with the front e^{cβ}.
std::unique_ptr<Figure> make_clustering_diagram(const std::vector<Assignment>& set, Theme theme);

}  // namespace coalesce::figure
