workspace "Bookshop" {
    model {
        customer = person "Customer"
        shop = softwareSystem "Bookshop" {
            web = container "Web shop" "" "Django"
            orders = container "Orders" "" "PostgreSQL" "Database"
        }
        mailer = softwareSystem "Mail service" "" "External"
        customer -> web "Buy a book" "HTTPS" "Synchronous"
        web -> orders "Save the order" "SQL" "Synchronous"
        web -> mailer "Send the receipt" "SMTP" "Asynchronous"
    }
    views {
        container shop "containers" {
            include *
            autoLayout lr
        }
        styles {
            element "Database" {
                shape Cylinder
            }
        }
    }
}
