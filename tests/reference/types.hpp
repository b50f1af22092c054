#pragma once

#include <array>
#include <cstddef>
#include <vector>

/// The reference's own types. Each is made from any class with the same members, so that tests pass the engine's
/// objects; no header and no function of the engine is used.
namespace coalesce::reference {

using Point = std::array<double, 3>;  ///< the third entry is 0 on S^1

/// A d×d matrix, d = 2 or 3; entries outside the upper left block are 0.
struct Matrix {
    int dimension = 3;
    std::array<std::array<double, 3>, 3> entry{};

    Matrix() = default;
    template <class Other>
    requires requires(const Other& a) { a.dimension + a(0, 0); }
    Matrix(const Other& other) : dimension(other.dimension) {
        for (int row = 0; row < 3; ++row)
            for (int column = 0; column < 3; ++column)
                entry[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)] = other(row, column);
    }
    double operator()(int row, int column) const {
        return entry[static_cast<std::size_t>(row)][static_cast<std::size_t>(column)];
    }
};

struct Tokens {
    std::vector<Point> place;
    std::vector<double> mass;  ///< sum 1

    template <class Cloud>
    requires requires(const Cloud& cloud) { cloud.token(cloud.size())[0] + cloud.mass(cloud.size()); }
    Tokens(const Cloud& cloud) : place(cloud.size()), mass(cloud.size()) {
        for (std::size_t i = 0; i < place.size(); ++i) {
            place[i] = cloud.token(i);
            mass[i] = cloud.mass(i);
        }
    }
    std::size_t size() const { return place.size(); }
};

/// Softmax attention, or the unnormalised one.
struct Attention {
    bool softmax = true;

    template <class Kind>
    requires requires { Kind::softmax != Kind::unnormalized; }
    Attention(Kind kind) : softmax(kind != Kind::unnormalized) {}
};

/// dx_i/dt = P_{x_i} V m_i (MS §2).
struct Model {
    Attention attention;
    double beta;
    Matrix Q, K, V;
    bool causal;

    template <class Other>
    requires requires(const Other& model) {
        Attention(model.attention);
        Matrix(model.Q);
        model.beta + model.causal;
    }
    Model(const Other& model)
        : attention(model.attention), beta(model.beta), Q(model.Q), K(model.K), V(model.V), causal(model.causal) {}
};

/// Returns a copy of a cloud, of the caller's class, whose tokens stand at `place`.
template <class Cloud>
Cloud with_tokens(Cloud cloud, const std::vector<Point>& place) {
    for (std::size_t i = 0; i < place.size(); ++i) cloud.set_token(i, place[i]);
    return cloud;
}

}  // namespace coalesce::reference
