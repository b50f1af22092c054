#include <nanobind/stl/optional.h>
#include <nanobind/stl/string.h>
#include <oneapi/tbb/blocked_range.h>
#include <oneapi/tbb/parallel_for.h>

#include <optional>
#include <stdexcept>

#include "arrays.hpp"
#include "coalesce/document/scene_parameters.hpp"
#include "coalesce/field/cloud_velocities.hpp"
#include "coalesce/model/error.hpp"
#include "coalesce/model/memory.hpp"
#include "interruptible.hpp"

namespace coalesce::python {
namespace {

/// Gives a key of a scene a value, by the scene's rules; messages name the argument.
void set(SceneDocument& document, const std::string& argument, std::string_view key, const ParameterValue& value) {
    const Parameter& parameter = *find_parameter(key);
    try {
        check_value(parameter, value);
    } catch (const InputError& error) {
        const std::string message = error.what();
        throw InputError(message.starts_with(key) ? argument + message.substr(key.size()) : message);
    }
    parameter.set(document, value);
}

/// The cloud and what moves it.
struct Question {
    Cloud cloud;
    SceneDocument document;
};

Question question_of(const AnyArray& x, double beta, const AnyArray& Q, const AnyArray& K, const AnyArray& V,
                     const std::optional<AnyArray>& masses, const std::string& attention, const std::string& solver,
                     double tolerance) {
    const StridedRows rows = rows_of(x, "x");
    const int d = static_cast<int>(rows.columns);
    Question question;
    set_dimension(question.document.scene, d);
    set(question.document, "beta", "model.beta", beta);
    set(question.document, "Q", "model.Q", matrix_of(Q, "Q", d));
    set(question.document, "K", "model.K", matrix_of(K, "K", d));
    set(question.document, "V", "model.V", matrix_of(V, "V", d));
    set(question.document, "attention", "model.attention", attention);
    set(question.document, "solver", "solver.method", solver);
    set(question.document, "tolerance", "solver.tolerance", tolerance);
    // The peak is 40 bytes a coordinate, as draw() assumes.
    check_memory(rows.rows, 40.0 * d);
    question.cloud = cloud_of_rows(rows, "x");
    if (masses) question.cloud.set_masses(numbers_of(*masses, "masses", rows.rows));
    return question;
}

template <class Real>
void write_rows(const Vectors& velocity, Real* out) {
    const auto d = static_cast<std::size_t>(velocity.dimension);
    tbb::parallel_for(tbb::blocked_range<std::size_t>(0, velocity.count, 4096), [&](const auto& range) {
        for (std::size_t i = range.begin(); i != range.end(); ++i)
            for (std::size_t k = 0; k < d; ++k)
                out[i * d + k] = static_cast<Real>(velocity.values[k * velocity.count + i]);
    });
}

/// @param out  N×d in C order, float32 or float64
void attention_into(const AnyArray& x, const nb::ndarray<nb::device::cpu, nb::c_contig>& out, double beta,
                    const AnyArray& Q, const AnyArray& K, const AnyArray& V, const std::optional<AnyArray>& masses,
                    const std::string& attention, const std::string& solver, double tolerance) {
    const auto compute = [&](StopToken stop) {
        const Question question = question_of(x, beta, Q, K, V, masses, attention, solver, tolerance);
        const Scene& scene = question.document.scene;
        if (out.size() != x.size() || out.dtype() != x.dtype()) throw std::logic_error("attention: out is not like x");
        Vectors velocity;
        cloud_velocities(question.cloud, scene.model, scene.solver, stop, velocity);
        if (out.dtype() == nb::dtype<float>())
            write_rows(velocity, static_cast<float*>(out.data()));
        else
            write_rows(velocity, static_cast<double*>(out.data()));
    };
    // Fewer take a millisecond.
    constexpr std::size_t worth_a_thread = 2000;
    if (x.ndim() > 0 && x.shape(0) > worth_a_thread) return interruptible(compute);
    const nb::gil_scoped_release released;
    compute({});
}

}  // namespace

void add_attention(nb::module_& module) {
    module.def("attention", attention_into, nb::arg("x"), nb::arg("out"), nb::arg("beta"), nb::arg("Q"), nb::arg("K"),
               nb::arg("V"), nb::arg("masses").none(), nb::arg("attention"), nb::arg("solver"), nb::arg("tolerance"));
}

}  // namespace coalesce::python
