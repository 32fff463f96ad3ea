//! Rows of ours with the ids of rows of theirs: what told rows apart by the id alone would mix them up. The keys allow it, since the tenant is a part of
//! them, and an import may bring it about.

use super::*;

/// For each of their rows, one of ours with the same id: a product in a category, a student in a course.
pub(super) struct Twins {
    pub(super) product: Id<Product>,
    pub(super) category: Id<Category>,
    pub(super) student: Id<Student>,
    pub(super) course: Id<Course>,
}

impl Attacked {
    pub(super) async fn twins(&self) -> Twins {
        let (ours, theirs) = (self.ours.tenant, &self.theirs);
        let twins = Twins {
            product: theirs.product,
            category: theirs.category,
            student: theirs.student,
            course: theirs.course,
        };
        let category = CategoryInsert::new("twin").with_id(twins.category);
        let product = ProductInsert::new("twin", "twin", Decimal::ONE).with_id(twins.product);
        let (student, course) = (StudentInsert::new("twin"), CourseInsert::new("twin"));
        let mut tx = self.begin().await;
        Category::insert(ours, category).execute(&mut tx).await.unwrap();
        Product::insert(ours, product.category_id(twins.category)).execute(&mut tx).await.unwrap();
        Student::insert(ours, student.with_id(twins.student)).execute(&mut tx).await.unwrap();
        Course::insert(ours, course.with_id(twins.course)).execute(&mut tx).await.unwrap();
        let enrolment = EnrolmentInsert::new(twins.student, twins.course);
        Enrolment::insert(ours, enrolment).execute(&mut tx).await.unwrap();
        tx.commit().await.unwrap();
        twins
    }
}
