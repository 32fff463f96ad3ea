//! Relations: rows that belong to rows at hand.

use super::*;

#[tokio::test]
pub(super) async fn parents() {
    both(async |courts| {
        let (ours, theirs) = (courts.ours.tenant, courts.theirs.category);
        let list = || Category::select(ours).with_deleted();
        for id in [theirs, Id::generate()] {
            let parents = list().load_parents([id, courts.ours.category]);
            let parents = run!(courts, "load_parents", |tx| parents.fetch_all(tx)).unwrap();
            assert_eq!(parents.keys().collect::<Vec<_>>(), [&courts.ours.category]);
        }
        let wide = list().filter(Category::NAME.eq(SECRET).or(Category::NAME.ne("x")));
        assert!(run!(courts, "load_parents", |tx| wide.load_parents([theirs]).fetch_all(tx)).unwrap().is_empty());
        let roots = Organization::select(ours).load_parents([courts.theirs.tenant.id()]);
        assert!(run!(courts, "load_parents", |tx| roots.fetch_all(tx)).unwrap().is_empty());

        let twins = courts.twins().await;
        let parents = run!(courts, "load_parents", |tx| list().load_parents([twins.category]).fetch_all(tx)).unwrap();
        assert_eq!((parents.len(), parents[&twins.category].name.as_str()), (1, "twin"));
        let names = list().column(Category::NAME).load_parents([twins.category]);
        let names = run!(courts, "load_parents", |tx| names.fetch_all(tx)).unwrap();
        assert_eq!(names.into_values().collect::<Vec<_>>(), ["twin"]);
    })
    .await;
}

#[tokio::test]
pub(super) async fn children() {
    both(async |courts| {
        let (ours, theirs) = (courts.ours.tenant, courts.theirs.category);
        let list = || Product::select(ours).with_deleted().limit(100);
        for id in [theirs, Id::generate()] {
            let children = list().load_children(Product::CATEGORY_ID, [id, courts.ours.category]);
            let children = run!(courts, "load_children", |tx| children.fetch_all(tx)).unwrap().into_map();
            assert_eq!(children.keys().collect::<Vec<_>>(), [&courts.ours.category]);
        }
        let wide = Product::NAME.eq(SECRET).or(Product::ORGANIZATION_ID.ne(ours.id()));
        let wide = list().filter(wide).load_children(Product::CATEGORY_ID, [theirs]);
        assert!(run!(courts, "load_children", |tx| wide.fetch_all(tx)).unwrap().into_map().is_empty());
        let of_root = list().load_children(Product::ORGANIZATION_ID, [courts.theirs.tenant.id()]);
        assert!(run!(courts, "load_children", |tx| of_root.fetch_all(tx)).unwrap().into_map().is_empty());

        let twins = courts.twins().await;
        let children = list().load_children(Product::CATEGORY_ID, [twins.category]);
        let children = run!(courts, "load_children", |tx| children.fetch_all(tx)).unwrap();
        let names: Vec<_> = children.of(twins.category).iter().map(|row: &Product| row.name.as_str()).collect();
        assert_eq!(names, ["twin"]);
        // What is joined to a child is ours as well.
        let joined = Product::select(ours).join(Product::CATEGORY_ID).limit(100);
        let joined = joined.load_children(Product::CATEGORY_ID, [twins.category]);
        let joined = run!(courts, "load_children", |tx| joined.fetch_all(tx)).unwrap();
        let [(product, Some(category))] = joined.of(twins.category) else { panic!("{joined:?}") };
        assert_eq!((product.name.as_str(), category.name.as_str()), ("twin", "twin"));
    })
    .await;
}

#[tokio::test]
pub(super) async fn through_a_junction() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let list = || Course::select(ours).with_deleted().limit(100);
        let (student, known) = (courts.theirs.student, courts.ours.student);
        for id in [student, Id::generate()] {
            let through = list().load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, [id, known]);
            let through = run!(courts, "load_through", |tx| through.fetch_all(tx)).unwrap().into_map();
            assert_eq!(through.keys().collect::<Vec<_>>(), [&known]);
        }
        let wide = list().filter(Course::TITLE.eq(SECRET).or(Course::ORGANIZATION_ID.ne(ours.id())));
        let wide = wide.load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, [student]);
        assert!(run!(courts, "load_through", |tx| wide.fetch_all(tx)).unwrap().into_map().is_empty());

        // Their junction row has the same ids as ours, and so have both its ends.
        let twins = courts.twins().await;
        let courses = list().load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, [twins.student]);
        let courses = run!(courts, "load_through", |tx| courses.fetch_all(tx)).unwrap();
        let titles: Vec<_> = courses.of(twins.student).iter().map(|course: &Course| course.title.as_str()).collect();
        assert_eq!(titles, ["twin"]);
        let students = Student::select(ours).limit(100);
        let students = students.load_through(Enrolment::COURSE_ID, Enrolment::STUDENT_ID, [twins.course]);
        let students = run!(courts, "load_through", |tx| students.fetch_all(tx)).unwrap();
        let names: Vec<_> = students.of(twins.course).iter().map(|student: &Student| student.name.as_str()).collect();
        assert_eq!(names, ["twin"]);
    })
    .await;
}

/// Nothing of ours is linked to theirs to begin with: no relation leads there.
#[tokio::test]
pub(super) async fn a_link_to_a_row_of_theirs() {
    both(async |courts| {
        let ours = courts.ours.tenant;
        let pairs = [(courts.theirs.student, courts.ours.course), (courts.ours.student, courts.theirs.course)];
        for (student, course) in pairs {
            let link = || EnrolmentInsert::new(student, course);
            let one = run!(courts, "link", |tx| Enrolment::insert(ours, link()).execute(tx));
            let many = run!(courts, "link", |tx| Enrolment::insert_many(ours, [link()]).execute(tx)).map(drop);
            let upsert = Enrolment::insert(ours, link()).on_key_conflict().do_nothing();
            let upsert = run!(courts, "link", |tx| upsert.execute(tx)).map(drop);
            for refused in [one, many, upsert] {
                let refused = refused.unwrap_err().to_string();
                assert!(
                    refused.starts_with("org_enrolments: the referenced ") && refused.contains(" does not exist ("),
                    "{refused}"
                );
            }
        }
    })
    .await;
}

#[tokio::test]
pub(super) async fn a_token_of_theirs() {
    both(async |courts| {
        let theirs = courts.theirs.tenant;
        let (category, student) = (courts.theirs.category, courts.theirs.student);
        let list = || Course::select(theirs).limit(1);
        let outcomes = [
            run!(courts, "load_parents", |tx| Category::select(theirs).load_parents([category]).fetch_all(tx))
                .map(drop),
            run!(courts, "load_children", |tx| Product::select(theirs)
                .limit(1)
                .load_children(Product::CATEGORY_ID, [category])
                .fetch_all(tx))
            .map(drop),
            run!(courts, "load_through", |tx| list()
                .load_through(Enrolment::STUDENT_ID, Enrolment::COURSE_ID, [student])
                .fetch_all(tx))
            .map(drop),
            run!(courts, "join", |tx| Product::select(theirs).join(Product::CATEGORY_ID).limit(1).fetch_all(tx))
                .map(drop),
        ];
        for outcome in outcomes {
            assert!(matches!(outcome, Err(Error::OtherTenant)), "{outcome:?}");
        }
    })
    .await;
}
