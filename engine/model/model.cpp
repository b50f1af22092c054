#include "coalesce/model/model.hpp"

namespace coalesce {

Model Model::standard(int dimension) {
    Model model;
    model.Q = model.K = model.V = Matrix::identity(dimension);
    return model;
}

Matrix query_key(const Model& model) {
    return transposed(model.K) * model.Q;
}

Matrix alignment_matrix(const Model& model) {
    return model.V * query_key(model);
}

double score_bound(const Model& model) {
    return spectral_norm(query_key(model));
}

}  // namespace coalesce
