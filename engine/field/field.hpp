#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "model/cloud.hpp"
#include "model/scene.hpp"
#include "model/stop.hpp"

namespace coalesce {

/// d planes of N doubles, as in Cloud.
struct Vectors {
    int dimension = 3;
    std::size_t count = 0;
    std::vector<double> values;

    void resize(int d, std::size_t n) {
        dimension = d;
        count = n;
        values.resize(static_cast<std::size_t>(d) * n);
    }
    std::span<double> axis(int k) { return {values.data() + static_cast<std::size_t>(k) * count, count}; }
    std::span<const double> axis(int k) const { return {values.data() + static_cast<std::size_t>(k) * count, count}; }
    Vec3 at(std::size_t i) const {
        return {values[i], values[count + i], dimension == 3 ? values[2 * count + i] : 0.0};
    }
    void set(std::size_t i, const Vec3& value) {
        for (int k = 0; k < dimension; ++k) axis(k)[i] = value[static_cast<std::size_t>(k)];
    }
};

/// The attention of every token of a cloud, before V and the projection.
struct Field {
    /// m_i: softmax: Σ_j w_ij x_j; unnormalised: Σ_j α_j exp(β(<Qx_i,Kx_j> - s)) x_j, s = ‖Q^T K‖.
    Vectors attention;
    /// F_i = log Σ_j α_j exp(β<Qx_i,Kx_j>) for every token (causal: over j ≤ i, not renormalised).
    std::vector<double> log_partition;
};

/// How a field was computed, for the summary and the HUD.
struct SolverReport {
    Solver method = Solver::direct;
    Precision precision = Precision::double_;  ///< resolved, never automatic
    std::string backend = "cpu";
    std::string backend_reason;         ///< why this backend when another was asked for
    std::string solver_reason;          ///< why not the mesh that was asked for
    std::optional<double> field_error;  ///< measured, radians per unit of time (field_error.hpp); nullopt: not
    std::size_t error_tokens = 0;       ///< on so many tokens; 0: some hundred, when the mesh was last looked at
    std::size_t mesh_bytes = 0;         ///< mesh: memory that grows with its cells and nodes, not with the tokens
};

/// Computes fields. Bit-identical for the same cloud, model and build, whatever the number of threads.
class FieldSolver {
  public:
    virtual ~FieldSolver() = default;
    /// @param field  resized as needed; memory is reused from call to call
    /// @throws Stopped  soon after a stop is requested (within some 10 ms a thread); the field is then undefined, and
    ///                  the solver as it was before the call
    virtual void evaluate(const Cloud& cloud, const Model& model, Field& field) = 0;
    void set_stop(StopToken stop) { stop_ = stop; }

    /// Which velocities of the field last evaluated may be off most: a number of every token that rises with its error.
    /// By rounding of exponents: β|Bx_i| times how far apart the places are that token i looks at; and of places. O(N).
    virtual std::vector<double> suspicion(const Cloud& cloud, const Model& model, const Field& field);
    virtual SolverReport report() const = 0;

    /// What evaluations to come depend on beside their arguments. A solver of the same specification that is given the
    /// state another had goes on to the same bits; null stands for a solver that has none or is new.
    struct State {
        State() = default;
        State(const State&) = delete;
        State& operator=(const State&) = delete;
        virtual ~State() = default;
    };
    virtual std::shared_ptr<const State> save() const { return nullptr; }
    virtual void restore(const State* state) { static_cast<void>(state); }

    /// A key of every token as last evaluated, from 0: sorted by it, the next evaluation would stream through memory.
    /// Empty where sorting would win nothing. Valid until the next evaluation.
    virtual std::span<const std::int32_t> scattered_keys() const { return {}; }

  protected:
    StopToken stop_;
};

/// Precision that `automatic` resolves to: single while its bound 5e-7 (1 + β‖Q^T K‖) is at most 1e-4.
Precision resolve_precision(Precision asked, const Model& model);

/// The solver for a scene. Automatic: the cheaper of direct and mesh (MeshSolver); direct where double precision is
/// asked for, which no mesh would give.
std::unique_ptr<FieldSolver> make_solver(const SolverSpec& spec);
/// Whether that is the direct sum for every cloud.
bool always_direct(const SolverSpec& spec);

/// v_i = P_{x_i} V m_i, in radians per unit of time.
void velocities(const Cloud& cloud, const Model& model, const Field& field, Vectors& out);

/// E = (1/2β) Σ_i α_i exp(F_i - βs) (Geshkovski et al.), between 0 and 1/(2β). At β = 0, where the constant 1/(2β)
/// diverges, the limit without it: ½ Σ_ij α_i α_j (<Qx_i,Kx_j> - s).
double energy(const Cloud& cloud, const Model& model, const Field& field);
/// That limit, not causal, from Σ α_i x_i and Σ α_i.
double energy_without_temperature(const Model& model, const Vec3& moment, double mass);

}  // namespace coalesce
