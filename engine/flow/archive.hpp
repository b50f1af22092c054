#pragma once

#include <cereal/archives/binary.hpp>
#include <cereal/types/array.hpp>
#include <cereal/types/optional.hpp>
#include <cereal/types/string.hpp>
#include <cereal/types/utility.hpp>
#include <cereal/types/vector.hpp>
#include <memory>

#include "coalesce/flow/roster.hpp"
#include "coalesce/flow/simulation.hpp"
#include "field/mesh_state.hpp"
#include "flow/motion.hpp"

// Order of the values in saved states (docs/formats.md, section 16). Any change of it is another format: see
// state_format in simulation_archive.cpp. Values that follow from the scene are left out.
namespace coalesce {

template <class Archive>
void serialize(Archive& archive, Matrix& matrix) {
    archive(matrix.dimension, matrix.entry);
}

template <class Archive>
void serialize(Archive& archive, Model& model) {
    archive(model.attention, model.beta, model.Q, model.K, model.V, model.noise, model.causal);
}

template <class Archive>
void save(Archive& archive, const Cloud& cloud) {
    const std::size_t count = cloud.size();
    archive(cloud.dimension(), count, std::vector<double>(cloud.masses().begin(), cloud.masses().end()));
    for (int k = 0; k < cloud.dimension(); ++k)
        archive(cereal::binary_data(cloud.axis(k).data(), count * sizeof(double)));
}

template <class Archive>
void load(Archive& archive, Cloud& cloud) {
    int dimension = 0;
    std::size_t count = 0;
    std::vector<double> masses;
    archive(dimension, count, masses);
    cloud = Cloud(dimension, count);
    for (int k = 0; k < dimension; ++k) archive(cereal::binary_data(cloud.axis(k).data(), count * sizeof(double)));
    cloud.swap_masses(masses);
}

template <class Archive>
void serialize(Archive& archive, MeshGrid& grid) {
    archive(grid.dimension, grid.n, grid.p);
}

template <class Archive>
void serialize(Archive& archive, MeshPolicy::Standing& now) {
    archive(now.grid, now.precision, now.model, now.count, now.dimension, now.since_check, now.next_check,
            now.roughness, now.error, now.reason);
}

/// A solver's state; none of a direct one.
template <class Archive>
void save(Archive& archive, const std::shared_ptr<const FieldSolver::State>& state) {
    const auto* mesh = dynamic_cast<const MeshState*>(state.get());
    archive(mesh ? std::optional(mesh->standing) : std::nullopt);
}

template <class Archive>
void load(Archive& archive, std::shared_ptr<const FieldSolver::State>& state) {
    std::optional<MeshPolicy::Standing> standing;
    archive(standing);
    state = standing ? std::make_shared<const MeshState>(*standing) : nullptr;
}

template <class Archive>
void TokenOrder::serialize(Archive& archive) {
    archive(token_);
}

template <class Archive>
void Lumps::serialize(Archive& archive) {
    archive(cloud_, label_, token_mass_);
}

template <class Archive>
void serialize(Archive& archive, Confinement& confinement) {
    archive(confinement.kind, confinement.basis);
}

template <class Archive>
void serialize(Archive& archive, FieldMatrices& matrices) {
    archive(matrices.attention, matrices.causal, matrices.beta, matrices.score_bound, matrices.query_key,
            matrices.value, matrices.drifts);
}

template <class Archive>
void serialize(Archive& archive, AdaptiveFlow::Plateau& plateau) {
    archive(plateau.implicit, plateau.height, plateau.steps, plateau.patience);
}

template <class Archive>
void serialize(Archive& archive, RestingPlace& rest) {
    archive(rest.place, rest.distance, rest.rate);
}

template <class Archive>
void AdaptiveFlow::State::serialize(Archive& archive) {
    archive(lumps, inside, confinement, matrices, next, last_ratio, since_look, next_look, plateau, rest, solver);
}

template <class Archive>
void serialize(Archive& archive, MotionState& motion) {
    archive(motion.rows, motion.order, motion.solver, motion.flow);
}

template <class Archive>
void serialize(Archive& archive, Cluster& cluster) {
    archive(cluster.centre, cluster.mass, cluster.tokens, cluster.radius, cluster.identity);
}

template <class Archive>
void serialize(Archive& archive, Clustering& clustering) {
    archive(clustering.label, clustering.clusters);
}

template <class Archive>
void ClusterTracker::serialize(Archive& archive) {
    archive(former_, former_label_, next_identity_);
}

template <class Archive>
void serialize(Archive& archive, Phase& phase) {
    archive(phase.name, phase.from, phase.to, phase.criterion, phase.known);
}

/// Without the rules and what follows from them.
template <class Archive>
void PhaseTracker::serialize(Archive& archive) {
    archive(window_start_, window_residual_, aligned_, heat_over_, pairing_, trend_start_, trend_crowding_, trend_way_,
            trend_known_, trend_, began_, last_time_, started_, guessed_, name_, phases_);
}

template <class Archive>
void serialize(Archive& archive, Merge& merge) {
    archive(merge.time, merge.masses, merge.angle);
}

template <class Archive>
void MergeTracker::serialize(Archive& archive) {
    archive(former_, splits_, merges_, merged_into_);
}

template <class Archive>
void serialize(Archive& archive, Branch& branch) {
    archive(branch.identity, branch.born, branch.parent, branch.ended, branch.heir, branch.centre, branch.mass);
}

template <class Archive>
void Lineage::serialize(Archive& archive) {
    archive(branches_, former_);
}

template <class Archive>
void serialize(Archive& archive, Roster& roster) {
    archive(roster.number, roster.longitude, roster.sample, roster.next);
}

template <class Archive>
void serialize(Archive& archive, Simulation::Rest& rest) {
    archive(rest.since, rest.distance, rest.rate);
}

}  // namespace coalesce
